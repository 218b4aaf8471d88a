package io.mededge.edge.patient;

import io.mededge.edge.identity.Identifier;
import java.util.ArrayList;
import java.util.List;

/** A patient as the hospital's own system describes one, before it is checked. Not a record, so that it cannot be printed. */
public final class HospitalPatient {
    private final List<AdmissionForm> forms;

    private HospitalPatient(List<AdmissionForm> forms) {
        this.forms = List.copyOf(forms);
    }

    /** A number under which an authority knows the patient; not a record, so that it cannot be printed. */
    public static final class Numbered {
        private final String system;
        private final String type;
        private final String value;

        /** @param system the authority @param type of HL7 table 0203, empty for {@link Identifier#DEFAULT_TYPE} */
        public Numbered(String system, String type, String value) {
            this.system = system;
            this.type = type;
            this.value = value;
        }

        Identifier identifier() {
            return new Identifier(system, type.isBlank() ? Identifier.DEFAULT_TYPE : type, value);
        }

        @Override
        public String toString() {
            return "[number]";
        }
    }

    /**
     * @param birthDate as {@code 1950-12-31}
     * @param numbers at least one; a patient who is not known yet is kept under the first
     * @throws IllegalArgumentException if there is no number
     */
    public static HospitalPatient of(String given, String family, String birthDate, List<Numbered> numbers) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("a patient needs a number");
        }
        var forms = new ArrayList<AdmissionForm>();
        for (var number : numbers) {
            forms.add(new AdmissionForm(given, family, birthDate, number.system, number.type, number.value));
        }
        return new HospitalPatient(forms);
    }

    /** One for each number. */
    List<AdmissionForm> forms() {
        return forms;
    }

    List<Identifier> identifiers() {
        return forms.stream().map(AdmissionForm::identifier).toList();
    }

    @Override
    public String toString() {
        return "[patient of the hospital's system]";
    }
}
