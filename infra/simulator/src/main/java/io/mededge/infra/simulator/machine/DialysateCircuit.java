package io.mededge.infra.simulator.machine;

/** Preparation of the dialysate: temperature, conductivity and the flow that reaches the dialyzer. */
final class DialysateCircuit {
    private static final double ROOM_TEMPERATURE = 24;
    private static final double TEMPERATURE_LAG = Steps.fraction(60);
    private static final double CONDUCTIVITY_LAG = Steps.fraction(30);
    private static final double FLOW_PER_SECOND = 100;

    private final Drift temperatureNoise;
    private final Drift conductivityNoise;
    private final Drift flowNoise;

    private double temperatureMean = ROOM_TEMPERATURE;
    private double temperature = ROOM_TEMPERATURE;
    private double conductivityMean;
    private double conductivity;
    private double pumped;
    private double flow;

    DialysateCircuit(RandomStream random) {
        temperatureNoise = new Drift(random, 0.04, 30);
        conductivityNoise = new Drift(random, 0.015, 20);
        flowNoise = new Drift(random, 2, 10);
    }

    /**
     * Moves by one step towards what is wanted.
     *
     * @param flowSet mL/min; 0 = the machine prepares nothing and cools down
     * @param bypass what is pumped does not reach the dialyzer
     * @param conductivityShift error of the mixing, mS/cm
     */
    void step(double flowSet, double temperatureSet, double conductivitySet, boolean bypass, double conductivityShift) {
        double temperatureError = temperatureNoise.step();
        double conductivityError = conductivityNoise.step();
        double flowError = flowNoise.step();
        boolean preparing = flowSet > 0;
        temperatureMean =
                Steps.approach(temperatureMean, preparing ? temperatureSet : ROOM_TEMPERATURE, TEMPERATURE_LAG);
        conductivityMean = Steps.approach(conductivityMean, preparing ? conductivitySet : 0, CONDUCTIVITY_LAG);
        pumped = Steps.ramp(pumped, flowSet, FLOW_PER_SECOND);
        temperature = temperatureMean + temperatureError;
        double mixing = preparing ? conductivityError + conductivityShift : 0;
        conductivity = Math.max(0, conductivityMean + mixing);
        flow = bypass || pumped == 0 ? 0 : Math.max(0, pumped + flowError);
    }

    /** Cel. */
    double temperature() {
        return temperature;
    }

    /** mS/cm, compensated to 25 Cel. */
    double conductivity() {
        return conductivity;
    }

    /** What the mixing should give by now, mS/cm: the machine's own limits follow a change of the setting. */
    double expectedConductivity() {
        return conductivityMean;
    }

    /** mL/min through the dialyzer. */
    double flow() {
        return flow;
    }
}
