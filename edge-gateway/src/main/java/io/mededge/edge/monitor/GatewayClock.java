package io.mededge.edge.monitor;

import io.mededge.model.outbound.ClockTrust;

/**
 * The gateway's clock in a few words.
 *
 * @param warn whether somebody should look at it
 */
record GatewayClock(String words, boolean warn) {
    static GatewayClock of(ClockTrust trust) {
        return switch (trust) {
            case SYNCHRONISED -> new GatewayClock("Clock: synchronised", false);
            case UNKNOWN -> new GatewayClock("Clock: not known whether synchronised", false);
            case UNSYNCHRONISED -> new GatewayClock("Clock: not synchronised", true);
            case STEPPED -> new GatewayClock("Clock: was set in the last 10 min", true);
        };
    }
}
