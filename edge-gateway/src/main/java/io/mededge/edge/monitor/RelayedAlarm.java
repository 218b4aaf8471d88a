package io.mededge.edge.monitor;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How an alarm that the machine itself raises is shown. The machine says which condition holds, not how urgent it is; the priority here decides colour
 * and sign only and needs the sign-off of a clinician. A condition that this list does not know is shown by its number, as medium.
 *
 * @param name as the device profile names the condition, for example {@code venous-air}
 * @param mark short enough for a tile
 */
record RelayedAlarm(String name, String mark, String words, Priority priority) implements Comparable<RelayedAlarm> {
    /** Clinical priority (IEC 60601-1-8), the most urgent first. */
    enum Priority {
        HIGH,
        MEDIUM,
        LOW;

        String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, RelayedAlarm> KNOWN = Arrays.stream(new RelayedAlarm[] {
                high("arterial-pressure-high", "Art. high", "Arterial pressure high"),
                high("arterial-pressure-low", "Art. low", "Arterial pressure low"),
                high("venous-pressure-high", "Ven. high", "Venous pressure high"),
                high("venous-pressure-low", "Ven. low", "Venous pressure low"),
                high("blood-pump-stop", "Pump stop", "Blood pump stopped"),
                high("blood-leak", "Blood leak", "Blood leak"),
                high("arterial-air", "Art. air", "Air in the arterial line"),
                high("venous-air", "Ven. air", "Air in the venous line"),
                high("safety-system", "Safety", "Safety system"),
                medium("tmp-high", "TMP high", "Transmembrane pressure high"),
                medium("tmp-low", "TMP low", "Transmembrane pressure low"),
                medium("self-test-failure", "Self-test", "Self-test failed"),
                medium("uf-rate-out-of-range", "UF range", "Ultrafiltration rate out of range"),
                medium("conductivity-out-of-range", "Cond.", "Conductivity out of range"),
                medium("alarm", "Alarm", "Alarm at the machine, which does not say why"),
                medium("temperature-out-of-range", "Temp.", "Dialysate temperature out of range"),
            })
            .collect(Collectors.toUnmodifiableMap(RelayedAlarm::name, Function.identity()));

    /** @param name empty when the profile has none for the code */
    static RelayedAlarm of(int code, String name) {
        var known = KNOWN.get(name);
        if (known != null) {
            return known;
        }
        var shown = name.isEmpty() ? "Alarm " + code : name;
        return new RelayedAlarm(name.isEmpty() ? "alarm-" + code : name, shown, shown, Priority.MEDIUM);
    }

    private static RelayedAlarm high(String name, String mark, String words) {
        return new RelayedAlarm(name, mark, words, Priority.HIGH);
    }

    private static RelayedAlarm medium(String name, String mark, String words) {
        return new RelayedAlarm(name, mark, words, Priority.MEDIUM);
    }

    @Override
    public int compareTo(RelayedAlarm other) {
        var byPriority = priority.compareTo(other.priority);
        return byPriority != 0 ? byPriority : name.compareTo(other.name);
    }
}
