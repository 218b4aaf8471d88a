package io.mededge.infra.simulator.machine;

/**
 * An entry of the machine's event list.
 *
 * @param number counts from 1, never wraps (the register does)
 * @param started whether the alarm started or ended
 * @param atMillis simulated time
 */
public record AlarmEvent(long number, Alarm alarm, boolean started, long atMillis) {}
