package io.mededge.infra.simulator.machine;

/**
 * One measurement of the patient monitor.
 *
 * @param number counts from 1, never wraps (the register does)
 * @param systolic mm[Hg]
 * @param diastolic mm[Hg]
 * @param mean mm[Hg]
 * @param pulse beats per minute
 * @param atMillis simulated time
 */
public record BloodPressure(long number, int systolic, int diastolic, int mean, int pulse, long atMillis) {}
