package io.mededge.infra.simulator.modbus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Modbus TCP server for many ports on one thread. Answers of a connection leave in the order of its requests. */
public final class ModbusServer implements AutoCloseable {
    /** A ninth client takes the place of the one not heard for longest, as the TCP implementation guide advises (4.2.2). */
    static final int MAX_CONNECTIONS_PER_PORT = 8;

    /** How long the end of a fault can go unnoticed on a silent port. */
    private static final long TICK_MILLIS = 100;

    private static final long CLOSE_DEADLINE_MILLIS = 5_000;

    private final Selector selector;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final List<SelectionKey> listenerKeys = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Thread thread = new Thread(this::serve, "modbus");
    private volatile boolean open = true;

    private ModbusServer(Selector selector) {
        this.selector = selector;
        thread.setDaemon(true);
    }

    /**
     * Binds all ports, then starts to serve them.
     *
     * @throws BindException if a port is taken, its message naming port and endpoint; no port stays bound then
     */
    public static ModbusServer open(InetAddress address, List<Endpoint> endpoints) throws IOException {
        ModbusServer server = new ModbusServer(Selector.open());
        try {
            for (Endpoint endpoint : endpoints) {
                server.bind(address, endpoint);
            }
        } catch (IOException refused) {
            server.closeChannels();
            throw refused;
        }
        server.thread.start();
        return server;
    }

    /** The bound ports, in the order of the endpoints. */
    public List<Integer> ports() {
        return List.copyOf(ports);
    }

    /** Makes the server look at its faults now rather than at its next tick. */
    public void faultsChanged() {
        selector.wakeup();
    }

    /** Closes all ports and connections and waits for the thread to end. */
    @Override
    public void close() {
        open = false;
        selector.wakeup();
        try {
            thread.join(CLOSE_DEADLINE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void bind(InetAddress address, Endpoint endpoint) throws IOException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listeners.add(listener);
        listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        try {
            listener.bind(new InetSocketAddress(address, endpoint.port()));
        } catch (BindException taken) {
            BindException named = new BindException(
                    "port " + endpoint.port() + " of " + endpoint.name() + " cannot be used: " + taken.getMessage());
            named.initCause(taken);
            throw named;
        }
        listener.configureBlocking(false);
        listenerKeys.add(listener.register(selector, SelectionKey.OP_ACCEPT, endpoint));
        ports.add(((InetSocketAddress) listener.getLocalAddress()).getPort());
    }

    private void serve() {
        try {
            while (open) {
                listenWhereNotHanging();
                selector.select(millisToNextEvent());
                long now = System.nanoTime();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.isAcceptable()) {
                        accept((ServerSocketChannel) key.channel(), (Endpoint) key.attachment(), now);
                    }
                }
                selector.selectedKeys().clear();
                // all of them: an idle connection, too, must feel a fault begin and end, and there are a few hundred at
                // most
                connections.forEach(connection -> connection.service(now));
                connections.removeIf(connection -> !connection.isOpen());
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the Modbus selector broke", broken);
        } finally {
            closeChannels();
        }
    }

    /** While a port hangs, the system accepts in our place and the client waits, as with a frozen machine. */
    private void listenWhereNotHanging() {
        long now = System.nanoTime();
        for (SelectionKey key : listenerKeys) {
            WireFaults.Active fault = ((Endpoint) key.attachment()).faults().at(now);
            int wanted = fault != null && fault.fault() == WireFault.HANG ? 0 : SelectionKey.OP_ACCEPT;
            if (key.interestOps() != wanted) {
                key.interestOps(wanted);
            }
        }
    }

    private long millisToNextEvent() {
        long now = System.nanoTime();
        long nanos = TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
        for (Connection connection : connections) {
            nanos = Math.min(nanos, connection.nanosToNextAnswer(now));
        }
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    private void accept(ServerSocketChannel listener, Endpoint endpoint, long now) {
        WireFaults.Active fault = endpoint.faults().at(now);
        try {
            SocketChannel channel = listener.accept();
            if (channel == null) {
                return;
            }
            if (fault != null && fault.fault() == WireFault.DISCONNECT) {
                channel.close();
                return;
            }
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            makeRoom(endpoint);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            connections.add(new Connection(channel, key, endpoint, now));
        } catch (IOException clientGone) {
            // a client that left between its SYN and our accept is no event for anybody else
            return;
        }
    }

    private void makeRoom(Endpoint endpoint) {
        List<Connection> onSamePort = connections.stream()
                .filter(connection -> connection.endpoint().equals(endpoint) && connection.isOpen())
                .toList();
        if (onSamePort.size() >= MAX_CONNECTIONS_PER_PORT) {
            onSamePort.stream()
                    .min(Comparator.comparingLong(Connection::usedNanos))
                    .ifPresent(Connection::close);
        }
    }

    private void closeChannels() {
        connections.forEach(Connection::close);
        for (ServerSocketChannel listener : listeners) {
            closeQuietly(listener);
        }
        closeQuietly(selector);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception alreadyGone) {
            // nothing is left to be released
            return;
        }
    }
}
