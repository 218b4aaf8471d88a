package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayTest {
    private static final List<Scenario> SCENARIOS = List.of(Scenario.values());
    private static final long EIGHT_HOURS = 8 * 60 * Stations.MINUTE;

    @Property(tries = 10)
    void theSameSeedGivesTheSameMachineHoweverOftenItIsAsked(@ForAll long seed) {
        Station askedOnce = Station.start("A-01", seed, true, 0.5);
        Station askedOften = Station.start("A-01", seed, true, 0.5);
        Random random = new Random(seed);
        for (long now = 0; now < EIGHT_HOURS; now += random.nextInt(60_000)) {
            askedOften.advanceTo(now);
            askedOften.machine();
            askedOften.events();
            askedOften.advanceTo(now - 5_000);
        }
        askedOften.advanceTo(EIGHT_HOURS);
        askedOnce.advanceTo(EIGHT_HOURS);

        assertSame(askedOften, askedOnce);
    }

    @Property(tries = 10)
    void aResumedStationGoesOnExactly(@ForAll long seed) {
        Random random = new Random(seed);
        Station original = Station.start("A-01", seed, true, random.nextDouble());
        long now = 0;
        for (int i = 0; i < 40; i++) {
            now += random.nextInt(300_000);
            original.advanceTo(now);
            disturb(original, random);
        }
        Station resumed = Station.resume(seed, true, original.state());
        resumed.advanceTo(now);
        assertSame(resumed, original);

        original.advanceTo(now + EIGHT_HOURS);
        resumed.advanceTo(now + EIGHT_HOURS);
        assertSame(resumed, original);
    }

    @Test
    void otherSeedsAndOtherStationsDiffer() {
        List<MachineReadings> all = new ArrayList<>();
        for (long seed = 1; seed <= 3; seed++) {
            for (String id : List.of("A-01", "A-02", "B-01")) {
                Station station = Station.start(id, seed, false, 0.5);
                station.advanceTo(0);
                all.add(station.machine());
            }
        }
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void theOldestInputsAreForgottenBeforeTheListGrowsWithoutBound() {
        Station station = Stations.treating(1);
        for (int i = 0; i < Station.MAX_REPLAYED_INPUTS + 10; i++) {
            station.write(Setting.DIALYSATE_FLOW, 500 + i % 2 + 1);
        }
        assertThat(station.state().inputs()).hasSize(Station.MAX_REPLAYED_INPUTS);
        assertThat(station.setting(Setting.DIALYSATE_FLOW)).isEqualTo(502);
    }

    private static void disturb(Station station, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> station.write(Setting.BLOOD_FLOW, 200 + random.nextInt(200));
            case 1 -> station.write(Setting.ULTRAFILTRATION_RATE, random.nextInt(1500));
            case 2 -> station.requestStop();
            case 3 -> station.requestMinimumUltrafiltration();
            case 4 -> station.endScenario();
            default -> station.start(SCENARIOS.get(random.nextInt(SCENARIOS.size())), 1 + random.nextInt(5), 400);
        }
    }

    private static void assertSame(Station one, Station other) {
        assertThat(one.machine()).isEqualTo(other.machine());
        assertThat(one.events()).isEqualTo(other.events());
        assertThat(one.bloodPressure()).isEqualTo(other.bloodPressure());
        assertThat(one.state()).isEqualTo(other.state());
    }
}
