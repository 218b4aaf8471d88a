package io.mededge.infra.simulator.machine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can go wrong at the bedside, in five grades from barely (1) to plainly visible (5). */
public enum Scenario {
    /** Fall of the systolic pressure in mm[Hg]; the arterial circuit pressure falls a little too, as the access flow gets low. */
    HYPOTENSION(480, 10.0, 18.0, 28.0, 40.0, 55.0),
    /** Rise of the venous pressure in mm[Hg] as the chamber and the dialyzer clot; TMP rises by 0.6 of it. */
    CLOTTING(900, 8.0, 18.0, 35.0, 60.0, 95.0),
    /** Fall of the venous pressure in mm[Hg] and nothing else: no more than a cough or a raised arm does. */
    NEEDLE_OUT(4, 10.0, 13.0, 17.0, 21.0, 25.0),
    /** Length in seconds of the air bubbles, one a minute, in turn on the venous and the arterial side. */
    AIR(0, 0.25, 0.5, 2.0, 10.0, 30.0),
    /** Blood in the dialysate as a multiple of the detector's threshold. */
    BLOOD_LEAK(120, 1.05, 1.3, 1.8, 2.5, 4.0),
    /** Rise of the dialysate conductivity in mS/cm above what is set. */
    CONDUCTIVITY_DRIFT(300, 0.10, 0.25, 0.45, 0.8, 1.5);

    public static final int LOWEST_GRADE = 1;
    public static final int HIGHEST_GRADE = 5;

    private final double onsetSeconds;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Double> magnitudes;

    Scenario(double onsetSeconds, Double... magnitudes) {
        this.onsetSeconds = onsetSeconds;
        this.magnitudes = List.of(magnitudes);
    }

    /** The full effect at a grade from 1 to 5, in the unit told at the scenario. */
    public double magnitude(int grade) {
        return magnitudes.get(grade - LOWEST_GRADE);
    }

    /** Simulated seconds until the full effect is reached. */
    double onsetSeconds() {
        return onsetSeconds;
    }

    /** The name in lower case with hyphens, such as {@code needle-out}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The scenario with this {@link #label()}. */
    public static Optional<Scenario> labelled(String label) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.label().equals(label))
                .findFirst();
    }
}
