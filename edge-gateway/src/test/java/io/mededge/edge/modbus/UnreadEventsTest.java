package io.mededge.edge.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.DeviceProfile.Counter;
import io.mededge.edge.profile.DeviceProfile.EventList;
import io.mededge.edge.profile.Point.Area;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnreadEventsTest {
    private static final EventList LIST = new EventList(new Counter(Area.INPUT, 22), 200, 64, Map.of(7, "blood-leak"));
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(30);

    /** The machine's ring: what is in each slot, by event number. */
    private final Map<Integer, Integer> numberBySlot = new HashMap<>();

    @Test
    void onlyNewSlotsAreRead() {
        assertThat(new UnreadEvents(LIST, 4, 6).blocks()).containsExactly(new Block(Area.INPUT, 216, 8));
    }

    @Test
    void theRingAndTheProtocolsBoundSplitRequests() {
        assertThat(new UnreadEvents(LIST, 62, 66).blocks())
                .containsExactly(new Block(Area.INPUT, 448, 8), new Block(Area.INPUT, 200, 8));
        assertThat(new UnreadEvents(LIST, 0, 64).blocks())
                .containsExactly(
                        new Block(Area.INPUT, 200, 124),
                        new Block(Area.INPUT, 324, 124),
                        new Block(Area.INPUT, 448, 8));
    }

    @Test
    void theCounterMayWrap() {
        writes(65_535, 0, 1);

        assertThat(events(new UnreadEvents(LIST, 65_534, 1)))
                .extracting(item -> ((MachineEvent) item.body()).machineSequence())
                .containsExactly(65_535, 0, 1);
    }

    @Test
    void whatTheMachineHasOverwrittenIsAGapBeforeTheRest() {
        for (var number = 37; number <= 100; number++) {
            writes(number);
        }

        var items = events(new UnreadEvents(LIST, 10, 100));

        assertThat(items).hasSize(65);
        assertThat(items.get(0))
                .isEqualTo(new Journal.Item(BEFORE, new Gap(FaultCode.MACHINE_EVENTS_OVERRUN, NOW.minusSeconds(5))));
        assertThat(items.get(1).body()).isEqualTo(new MachineEvent(37, 7, "blood-leak", true));
    }

    @Test
    void aMachineThatCountsAnewAfterARestartLosesNothingOfItsNewEvents() {
        writes(1, 2, 3);

        var items = events(new UnreadEvents(LIST, 500, 3));

        assertThat(items).hasSize(4);
        assertThat(items.get(0).body()).isInstanceOf(Gap.class);
        assertThat(items.subList(1, 4))
                .extracting(item -> ((MachineEvent) item.body()).machineSequence())
                .containsExactly(1, 2, 3);
    }

    private void writes(int... numbers) {
        for (var number : numbers) {
            numberBySlot.put(LIST.slotOf(number), number);
        }
    }

    private List<Journal.Item> events(UnreadEvents unread) {
        var image = new RegisterImage();
        for (var block : unread.blocks()) {
            var words = new int[block.count()];
            for (var i = 0; i < words.length; i += EventList.ENTRY_WORDS) {
                var slot = (block.address() + i - LIST.address()) / EventList.ENTRY_WORDS;
                var number = numberBySlot.get(slot);
                if (number != null) {
                    words[i] = number;
                    words[i + 1] = 7;
                    words[i + 2] = 1;
                    words[i + 3] = 5;
                }
            }
            image.put(block, words);
        }
        return unread.decode(image, NOW, BEFORE);
    }
}
