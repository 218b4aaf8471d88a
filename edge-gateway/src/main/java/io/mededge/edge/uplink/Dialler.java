package io.mededge.edge.uplink;

import io.mededge.edge.fault.Backoff;
import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Finds a broker that lets this gateway in, with pauses in between, and watches for home while it is at a standby. One thread dials, another watches. */
final class Dialler {
    private static final Logger LOG = Logger.getLogger(Dialler.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private final UplinkConfig config;
    private final String clientId;
    private final Optional<String> ackTopic;
    private final Optional<Presence> presence;
    private final Faults faults;
    private final BrokerConnection.Listener listener;
    private final Backoff backoff;
    /** Guarded by this object. */
    private final BrokerRoute route;

    /** When the last connection began; only the thread that dials knows it. */
    private long openedNanos;

    private volatile boolean isAtStandby;

    /** @param ackTopic where the region's acknowledgements come, if there is a region */
    Dialler(
            UplinkConfig config,
            String clientId,
            Optional<String> ackTopic,
            Optional<Presence> presence,
            Faults faults,
            BrokerConnection.Listener listener,
            RandomGenerator random) {
        this.config = config;
        this.clientId = clientId;
        this.ackTopic = ackTopic;
        this.presence = presence;
        this.faults = faults;
        this.listener = listener;
        var first = FIRST_PAUSE.compareTo(config.reconnectMax()) < 0 ? FIRST_PAUSE : config.reconnectMax();
        this.backoff = new Backoff(first, config.reconnectMax(), random);
        var now = System.nanoTime();
        this.openedNanos = now - 2 * config.reconnectMax().toNanos();
        this.route = new BrokerRoute(
                config.url().orElseThrow(),
                config.standby().stream().map(UplinkConfig.Standby::url).toList(),
                config.standbyAfter().toNanos(),
                now);
    }

    /** How long to wait before {@link #dial}: a broker that lets in and throws out would else be asked without a pause. */
    Duration pauseBefore() {
        if (System.nanoTime() - openedNanos > config.reconnectMax().toNanos()) {
            backoff.reset();
            return Duration.ZERO;
        }
        return backoff.next();
    }

    /** One attempt at the broker whose turn it is. Empty if it did not let us in; then pause for {@link #pauseAfter}. */
    Optional<BrokerConnection> dial() {
        URI broker;
        synchronized (this) {
            broker = route.next(System.nanoTime());
        }
        try {
            var opened = open(broker);
            openedNanos = System.nanoTime();
            return Optional.of(opened);
        } catch (IOException | RuntimeException refused) {
            faults.report(FaultCode.UPLINK_DISCONNECTED, broker + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    Duration pauseAfter() {
        return backoff.next();
    }

    /** While at a standby: home, if it lets us in again. */
    Optional<BrokerConnection> tryHome() {
        try {
            return isAtStandby ? Optional.of(open(route.home())) : Optional.empty();
        } catch (IOException | RuntimeException notYet) {
            LOG.debugf("home is not back: %s", notYet.getMessage());
            return Optional.empty();
        }
    }

    private BrokerConnection open(URI broker) throws IOException {
        var opened = BrokerConnection.open(config, broker, clientId, ackTopic, presence, listener);
        try {
            if (presence.isPresent()) {
                presence.get().announce(opened, true);
            }
        } catch (IOException gone) {
            opened.close();
            throw gone;
        }
        synchronized (this) {
            route.connected(broker, System.nanoTime());
            isAtStandby = !broker.equals(route.home());
        }
        if (isAtStandby) {
            faults.report(FaultCode.UPLINK_ON_STANDBY, "connected to " + broker);
        } else {
            LOG.infof("connected to %s", broker);
        }
        return opened;
    }

    /** The connection that was in use has ended. */
    synchronized void lost() {
        route.lost(System.nanoTime());
    }

    boolean hasStandby() {
        return route.hasStandby();
    }

    boolean isAtStandby() {
        return isAtStandby;
    }
}
