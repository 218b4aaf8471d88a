package io.mededge.edge.modbus;

import io.mededge.edge.journal.Journal;
import io.mededge.edge.profile.Block;
import io.mededge.edge.profile.DeviceProfile.EventList;
import io.mededge.edge.profile.RegisterImage;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.outbound.Gap;
import io.mededge.model.outbound.MachineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The events that a machine has written since its list was last read.
 *
 * @param seen the machine's number of the newest event that is in the journal
 * @param counter the machine's number of its newest event; both wrap at 65536
 */
record UnreadEvents(EventList list, int seen, int counter) {
    private static final int START = 1;
    private static final int END = 2;
    private static final int NUMBERS = 65_536;

    /** How many the machine has written since; more than there are slots when it has overwritten some, or has counted anew after a restart. */
    private int written() {
        return counter - seen & NUMBERS - 1;
    }

    private int first() {
        return counter - Math.min(written(), list.slots()) + 1 & NUMBERS - 1;
    }

    private List<Integer> numbers() {
        var numbers = new ArrayList<Integer>();
        for (var i = 0; i < Math.min(written(), list.slots()); i++) {
            numbers.add(first() + i & NUMBERS - 1);
        }
        return numbers;
    }

    /** The requests for the slots of just these events: neighbours together, split at the end of the ring and at the protocol's bound. */
    List<Block> blocks() {
        var area = list.counter().area();
        var slotsPerRequest = area.maxPerRequest() / EventList.ENTRY_WORDS;
        var blocks = new ArrayList<Block>();
        var firstSlot = -1;
        var count = 0;
        for (var number : numbers()) {
            var slot = list.slotOf(number);
            if (count > 0 && (slot != firstSlot + count || count == slotsPerRequest)) {
                blocks.add(block(firstSlot, count));
                count = 0;
            }
            firstSlot = count == 0 ? slot : firstSlot;
            count++;
        }
        if (count > 0) {
            blocks.add(block(firstSlot, count));
        }
        return blocks;
    }

    private Block block(int firstSlot, int count) {
        return new Block(
                list.counter().area(),
                list.address() + firstSlot * EventList.ENTRY_WORDS,
                count * EventList.ENTRY_WORDS);
    }

    /**
     * The events in the order in which the machine wrote them. Those that it has overwritten become one gap before the rest.
     *
     * @param image holds all {@link #blocks()}
     * @param at when it was read
     * @param readBefore when the list was last known to be read
     */
    List<Journal.Item> decode(RegisterImage image, Instant at, Instant readBefore) {
        var items = new ArrayList<Journal.Item>();
        for (var number : numbers()) {
            var address = list.address() + list.slotOf(number) * EventList.ENTRY_WORDS;
            var phase = word(image, address + 2);
            // another number is in the slot: overwritten meanwhile; no phase: never written, though 0 is the number of
            // the 65536th event
            if (word(image, address) == number && (phase == START || phase == END)) {
                var code = word(image, address + 1);
                var name = list.names().getOrDefault(code, "");
                items.add(new Journal.Item(
                        at.minusSeconds(word(image, address + 3)),
                        new MachineEvent(number, code, name, phase == START)));
            }
        }
        if (items.size() < written()) {
            var until = items.isEmpty() ? at : items.get(0).at();
            var since = readBefore.isBefore(until) ? readBefore : until;
            items.add(0, new Journal.Item(since, new Gap(FaultCode.MACHINE_EVENTS_OVERRUN, until)));
        }
        return items;
    }

    private int word(RegisterImage image, int address) {
        return image.word(list.counter().area(), address);
    }
}
