package io.mededge.infra.simulator.machine;

/** Measures blood pressure before, during (each 15 to 30 minutes, more often when the patient is unwell) and after the treatment. */
final class PatientMonitor {
    private static final long BEFORE_STEPS = Steps.of(360);
    private static final long AFTER_STEPS = Steps.of(120);

    private final RandomStream random;
    private BloodPressure last;
    private long nextStep = Long.MAX_VALUE;
    private boolean wasUnwell;

    PatientMonitor(RandomStream random, BloodPressure last) {
        this.random = random;
        this.last = last;
    }

    void step(long step, Mode mode, long stepsInMode, Patient patient) {
        boolean startsTreatment = mode == Mode.TX && nextStep == Long.MAX_VALUE;
        boolean becameUnwell = patient.isUnwell() && !wasUnwell;
        wasUnwell = patient.isUnwell();
        boolean due = switch (mode) {
            case PRETX -> stepsInMode == BEFORE_STEPS;
            case TX -> step >= nextStep || becameUnwell;
            case POSTTX -> stepsInMode == AFTER_STEPS;
            case DIS, IDL, SVC -> false;
        };
        if (due) {
            last = measure(step, patient);
        }
        if (due || startsTreatment) {
            double minutes = wasUnwell ? random.between(5, 8) : random.between(15, 30);
            nextStep = mode == Mode.TX ? step + Steps.of(60 * minutes) : Long.MAX_VALUE;
        }
    }

    BloodPressure last() {
        return last;
    }

    private BloodPressure measure(long step, Patient patient) {
        int systolic = (int) Math.round(patient.systolic() + 2 * random.normal());
        int diastolic = (int) Math.round(patient.diastolic() + 1.5 * random.normal());
        int mean = Math.round(diastolic + (systolic - diastolic) / 3f);
        int pulse = (int) Math.round(patient.pulse() + random.normal());
        return new BloodPressure(last.number() + 1, systolic, diastolic, mean, pulse, step * Steps.MILLIS);
    }
}
