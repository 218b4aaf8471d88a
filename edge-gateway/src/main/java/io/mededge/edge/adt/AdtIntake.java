package io.mededge.edge.adt;

import io.mededge.edge.adt.AdtState.Transport;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.HospitalRecords;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.FacilityId;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Listens for the hospital's own system (HL7 v2 ADT over MLLP) and hands each message to {@link AdtDesk}. One thread accepts, and ends what lasts too long; each
 * connection has a thread of its own, and there are as many as configured.
 */
public final class AdtIntake implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AdtIntake.class);
    private static final long STACK_BYTES = 512 * 1024;
    private static final int BACKLOG = 16;
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration OPEN_AGAIN = Duration.ofSeconds(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final AdtConfig config;
    private final FacilityId facility;
    private final Faults faults;
    private final InstantSource clock;
    private final ThreadPoolExecutor threads;
    private final Set<AdtConnection> connections = ConcurrentHashMap.newKeySet();
    private final Transport transport;
    private volatile @Nullable AdtDesk desk;
    private volatile int port;
    private volatile boolean closing;
    private @Nullable Thread accepting;

    public AdtIntake(AdtConfig config, FacilityId facility, Faults faults, InstantSource clock) {
        this.config = config;
        this.facility = facility;
        this.faults = faults;
        this.clock = clock;
        transport = transport(config);
        // no queue: whoever finds no thread free is refused at once
        threads = new ThreadPoolExecutor(
                0,
                Math.max(1, config.connections()),
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> new Thread(null, work, "hospital-adt", STACK_BYTES));
    }

    /** What is wrong with the configuration: sentences that begin with their key. */
    public static List<String> problems(AdtConfig config) {
        return AdtRules.problems(config);
    }

    private static Transport transport(AdtConfig config) {
        if (config.listen().isEmpty()) {
            return Transport.OFF;
        }
        if (config.keyStore().isEmpty()) {
            return Transport.PLAIN;
        }
        return config.allowOldTls() ? Transport.OLD_TLS_ALLOWED : Transport.TLS_1_3;
    }

    /** Begins to listen, and tries again where it cannot. Does nothing unless it is configured. */
    public void start(HospitalRecords records) {
        if (transport == Transport.OFF) {
            return;
        }
        var opened = new AdtDesk(
                records,
                Authorities.of(config),
                CharacterSet.of(config.charset()).orElseThrow(),
                facility.value(),
                faults,
                clock);
        desk = opened;
        var address = ListenAddress.parse(config.listen().orElseThrow());
        var tls = tls();
        var thread = new Thread(null, () -> listen(address, tls, opened), "hospital-adt-accept", STACK_BYTES);
        accepting = thread;
        thread.start();
    }

    private Optional<ListenerTls> tls() {
        return config.keyStore()
                .map(keyStore -> new ListenerTls(
                        keyStore,
                        config.trustStore().orElseThrow(),
                        config.passwordFile().orElseThrow(),
                        config.allowOldTls()));
    }

    private void listen(ListenAddress address, Optional<ListenerTls> tls, AdtDesk desk) {
        while (!closing) {
            try (var server = new ServerSocket()) {
                server.setReuseAddress(true);
                server.bind(address.address(), BACKLOG);
                server.setSoTimeout((int) LOOK_EVERY.toMillis());
                port = server.getLocalPort();
                LOG.infof("the hospital's system: %s", state().words());
                accept(server, tls, desk);
            } catch (IOException failed) {
                port = 0;
                faults.report(
                        FaultCode.ADT_PORT_CLOSED, address.host() + ":" + address.port() + ": " + failed.getMessage());
                pause();
            }
        }
        port = 0;
    }

    private void accept(ServerSocket server, Optional<ListenerTls> tls, AdtDesk desk) throws IOException {
        while (!closing) {
            connections.forEach(AdtConnection::endIfOverdue);
            try {
                take(server.accept(), tls, desk);
            } catch (SocketTimeoutException nobody) {
                // looks after the others
            }
        }
    }

    private void take(Socket socket, Optional<ListenerTls> tls, AdtDesk desk) throws IOException {
        var taken = new Taken(socket, tls, desk);
        connections.add(taken.connection);
        try {
            threads.execute(taken.connection);
        } catch (RejectedExecutionException tooMany) {
            connections.remove(taken.connection);
            socket.close();
            if (!closing) {
                faults.report(
                        FaultCode.ADT_CONNECTION_REFUSED, "there are " + config.connections() + " connections already");
            }
        }
    }

    /** A connection that takes itself off the list. */
    private final class Taken {
        final AdtConnection connection;

        Taken(Socket socket, Optional<ListenerTls> tls, AdtDesk desk) {
            connection = new AdtConnection(socket, tls, desk, config, faults, this::over);
        }

        private void over() {
            connections.remove(connection);
        }
    }

    private void pause() {
        try {
            for (var waited = Duration.ZERO;
                    !closing && waited.compareTo(OPEN_AGAIN) < 0;
                    waited = waited.plus(LOOK_EVERY)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    public AdtState state() {
        return new AdtState(transport, port);
    }

    /** Connections that are open. */
    public int connected() {
        return connections.size();
    }

    /** Messages whose change is durable, repeated ones included. */
    public long accepted() {
        return answered(Verdict.Code.AA);
    }

    /** Messages whose content was wrong (AE). */
    public long wrong() {
        return answered(Verdict.Code.AE);
    }

    /** Messages that were not for us, or could not be kept (AR). */
    public long rejected() {
        return answered(Verdict.Code.AR);
    }

    /** Messages that had been heard before, whatever their answer. */
    public long repeated() {
        var present = desk;
        return present == null ? 0 : present.repeated();
    }

    private long answered(Verdict.Code code) {
        var present = desk;
        return present == null ? 0 : present.answered(code);
    }

    /** Ends what is under way: a message that was not answered comes again. */
    @Override
    public void close() {
        closing = true;
        threads.shutdown();
        connections.forEach(AdtConnection::end);
        try {
            var thread = accepting;
            if (thread != null) {
                thread.join(CLOSE_WITHIN.toMillis());
            }
            if (!threads.awaitTermination(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException stopping) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
