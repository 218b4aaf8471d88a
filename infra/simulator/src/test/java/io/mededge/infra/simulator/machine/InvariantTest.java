package io.mededge.infra.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What holds at every instant of every treatment, whatever happens to it. */
class InvariantTest {
    private static final List<Scenario> SCENARIOS = List.of(Scenario.values());
    private static final long STEP = Steps.MILLIS;
    private static final long TURN = 6 * 60 * Stations.MINUTE;

    private enum Invariant {
        REMOVED_VOLUME_IS_THE_INTEGRAL_OF_THE_RATE_AND_NEVER_FALLS {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                double rise = now.ultrafiltrationRemoved() - before.ultrafiltrationRemoved();
                double expected = now.ultrafiltrationRate() * STEP / 1000 / 3600;
                return isNextTurn(before, now) || (rise >= 0 && Math.abs(rise - expected) < 1e-6);
            }
        },
        PROCESSED_BLOOD_IS_THE_INTEGRAL_OF_THE_FLOW_IN_TREATMENT {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                double rise = now.bloodProcessed() - before.bloodProcessed();
                double expected = now.mode() == Mode.TX ? now.bloodFlow() * STEP / 1000 / 60 / 1000 : 0;
                return isNextTurn(before, now) || Math.abs(rise - expected) < 1e-9;
            }
        },
        WITH_THE_PUMP_OFF_NOTHING_FLOWS_AND_NOTHING_IS_REMOVED {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                return now.bloodPumpOn()
                        || (now.bloodFlow() == 0 && now.ultrafiltrationRate() == 0 && now.anticoagulantRate() == 0);
            }
        },
        IN_BYPASS_NO_DIALYSATE_REACHES_THE_DIALYZER {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                return !now.bypass() || (now.dialysateFlow() == 0 && now.ultrafiltrationRate() == 0);
            }
        },
        ELAPSED_AND_REMAINING_ADD_UP {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                long sum = now.elapsedSeconds() + now.remainingSeconds();
                return isNextTurn(before, now) || sum == before.elapsedSeconds() + before.remainingSeconds();
            }
        },
        THERAPY_TIME_RUNS_ONLY_WHILE_TREATING {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                boolean treating = now.mode() == Mode.TX && now.bloodPumpOn() && !now.bypass();
                boolean pauseIsTold = now.therapyPaused() == (now.mode() == Mode.TX && !treating);
                boolean stands = now.elapsedSeconds() == before.elapsedSeconds();
                return pauseIsTold && (treating || stands || isNextTurn(before, now));
            }
        },
        PRESSURES_ARE_PLAUSIBLE {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                return isWithin(now.arterialPressure(), -350, 60)
                        && isWithin(now.venousPressure(), -30, 400)
                        && isWithin(now.transmembranePressure(), -80, 500);
            }
        },
        ARTERIAL_IS_NEGATIVE_AND_VENOUS_POSITIVE_IN_TREATMENT {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                boolean running = now.mode() == Mode.TX && now.bloodFlow() > 220;
                return !running || (now.arterialPressure() < 0 && now.venousPressure() > 0);
            }
        },
        FLUIDS_ARE_PLAUSIBLE {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                return isWithin(now.dialysateTemperature(), 23, 38)
                        && isWithin(now.dialysateConductivity(), 0, 16.5)
                        && isWithin(now.dialysateFlow(), 0, 650)
                        && isWithin(now.ultrafiltrationRate(), 0, 1500);
            }
        },
        ONLY_TREATMENT_AND_SELF_TESTS_ALARM {
            @Override
            boolean holds(MachineReadings before, MachineReadings now) {
                return switch (now.mode()) {
                    case TX -> !now.has(Alarm.SELF_TEST_FAILURE);
                    case PRETX, SVC -> (now.alarmBits() & ~Alarm.SELF_TEST_FAILURE.mask()) == 0;
                    case POSTTX, DIS, IDL -> now.alarmBits() == 0;
                };
            }
        };

        abstract boolean holds(MachineReadings before, MachineReadings now);
    }

    @Property(tries = 40)
    void everyInvariantHoldsAtEveryStep(@ForAll long seed) {
        follow(seed, (before, now) -> {
            for (Invariant invariant : Invariant.values()) {
                if (!invariant.holds(before, now)) {
                    throw new AssertionError(invariant + " broken: " + before + " was followed by " + now);
                }
            }
        });
    }

    @Test
    void theModesFollowEachOtherInOrder() {
        Set<Mode> seen = EnumSet.noneOf(Mode.class);
        long serviceSeed = LongStream.iterate(0, seed -> seed + 1)
                .filter(seed ->
                        TreatmentPlan.draw(seed, Stations.FIRST_TURN, false).service())
                .findFirst()
                .orElseThrow();
        for (long seed : new long[] {1, 2, 3, serviceSeed}) {
            follow(seed, (before, now) -> {
                if (seen.add(now.mode()) || now.mode() != before.mode()) {
                    Set<Mode> allowed = switch (before.mode()) {
                        case PRETX -> EnumSet.of(Mode.TX);
                        case TX -> EnumSet.of(Mode.POSTTX);
                        case POSTTX, SVC -> EnumSet.of(Mode.DIS);
                        case DIS -> EnumSet.of(Mode.IDL);
                        case IDL -> EnumSet.of(Mode.PRETX, Mode.SVC);
                    };
                    assertThat(allowed.contains(now.mode()) || now.mode() == before.mode())
                            .isTrue();
                }
            });
        }
        assertThat(seen).containsExactlyInAnyOrder(Mode.values());
    }

    @Test
    void undisturbedTreatmentsAreTypicalReachTheirGoalAndSeldomAlarm() {
        long pumpStops = 0;
        List<Double> venousDeviations = new ArrayList<>();
        for (long seed = 0; seed < 30; seed++) {
            Station station = Stations.treating(seed);
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (long now = 0; now < 60 * Stations.MINUTE; now += Stations.SECOND) {
                station.advanceTo(now);
                MachineReadings reading = station.machine();
                pumpStops += reading.has(Alarm.BLOOD_PUMP_STOP) ? 1 : 0;
                sum += reading.venousPressure();
                squares += reading.venousPressure() * reading.venousPressure();
                count++;
            }
            MachineReadings reading = station.machine();
            assertThat(reading.bloodFlow()).isBetween(240.0, 460.0);
            assertThat(reading.arterialPressure()).isBetween(-240.0, -60.0);
            assertThat(reading.venousPressure()).isBetween(60.0, 230.0);
            assertThat(reading.dialysateTemperature()).isBetween(35.0, 37.5);
            assertThat(reading.dialysateConductivity()).isBetween(13.3, 14.5);
            assertThat(reading.ultrafiltrationRate()).isBetween(150.0, 1450.0);
            venousDeviations.add(Math.sqrt(squares / count - sum / count * sum / count));

            for (long now = 0; station.machine().mode() == Mode.TX; now += Stations.MINUTE) {
                station.advanceTo(60 * Stations.MINUTE + now);
            }
            double goal = TreatmentPlan.draw(seed, station.id() + "/0", false)
                    .prescription()
                    .ultrafiltrationGoal();
            assertThat(station.machine().ultrafiltrationRemoved()).isBetween(goal - 30, goal + 1);
        }
        assertThat(pumpStops).as("seconds of pump stop in 30 hours").isLessThan(600);
        assertThat(venousDeviations).as("scatter that hides a needle").allMatch(deviation -> deviation > 3);
    }

    @Test
    void venousPressureDecaysAfterAPumpStop() {
        for (long seed = 0; seed < 20; seed++) {
            Station station = Stations.treating(seed);
            double before = station.machine().venousPressure();
            station.requestStop();
            station.advanceTo(30 * Stations.SECOND);
            assertThat(station.machine().venousPressure()).isBetween(0.0, before / 2);
            station.advanceTo(60 * Stations.SECOND);
            assertThat(station.machine().venousPressure()).isBetween(0.0, 30.0);
            assertThat(station.machine().arterialPressure()).isBetween(-20.0, 30.0);
        }
    }

    private static boolean isWithin(double value, double lowest, double highest) {
        return value >= lowest && value <= highest;
    }

    private static boolean isNextTurn(MachineReadings before, MachineReadings now) {
        return before.mode() == Mode.IDL && now.mode() != Mode.IDL;
    }

    /** Follows a whole turn, step by step, while scenarios and stop requests come at random. */
    private static void follow(long seed, BiConsumer<MachineReadings, MachineReadings> check) {
        Random random = new Random(seed);
        Station station = Stations.beginning(seed);
        MachineReadings before = station.machine();
        for (long now = STEP; now <= TURN; now += STEP) {
            station.advanceTo(now);
            MachineReadings reading = station.machine();
            check.accept(before, reading);
            before = reading;
            if (random.nextInt(8_000) == 0) {
                Scenario scenario = SCENARIOS.get(random.nextInt(SCENARIOS.size()));
                station.start(scenario, 1 + random.nextInt(5), 60 + random.nextInt(900));
            }
            if (random.nextInt(60_000) == 0) {
                station.requestStop();
            }
        }
    }
}
