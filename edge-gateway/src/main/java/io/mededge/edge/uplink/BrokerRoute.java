package io.mededge.edge.uplink;

import java.net.URI;
import java.util.List;

/**
 * Which broker is tried next: home; once home has not been reachable for long enough, each standby and home in turn. A connection to home that does not last
 * that long does not count, so that a home that lets in and throws out is left for a standby too. Pure: the caller tells the time. Not thread-safe.
 */
final class BrokerRoute {
    private final URI home;
    private final List<URI> standby;
    private final long patienceNanos;
    private long awaySinceNanos;
    private long homeSinceNanos;
    private boolean isAtHome;
    private int attempts;

    /** @param standby brokers in the order in which they are tried; may be empty */
    BrokerRoute(URI home, List<URI> standby, long patienceNanos, long nowNanos) {
        this.home = home;
        this.standby = List.copyOf(standby);
        this.patienceNanos = patienceNanos;
        this.awaySinceNanos = nowNanos;
    }

    URI home() {
        return home;
    }

    boolean hasStandby() {
        return !standby.isEmpty();
    }

    /** Which broker to try now. */
    URI next(long nowNanos) {
        if (standby.isEmpty() || nowNanos - awaySinceNanos < patienceNanos) {
            attempts = 0;
            return home;
        }
        var turn = attempts++ % (standby.size() + 1);
        return turn == standby.size() ? home : standby.get(turn);
    }

    void connected(URI broker, long nowNanos) {
        isAtHome = broker.equals(home);
        homeSinceNanos = nowNanos;
        attempts = 0;
    }

    /** The connection has ended. */
    void lost(long nowNanos) {
        if (isAtHome && nowNanos - homeSinceNanos >= patienceNanos) {
            awaySinceNanos = nowNanos;
        }
        isAtHome = false;
    }
}
