package io.mededge.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What a process listens to, as Linux says it, and what a neighbour on the network can reach. */
final class OpenPorts {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final String LISTEN = "0A";
    private static final int LAST_PORT = 65_535;
    private static final int AT_A_TIME = 500;

    private OpenPorts() {}

    /** @param protocol tcp, tcp6, udp or udp6 */
    record Listener(String protocol, InetAddress address, int port, long inode) {
        /** Whether only this host can reach it. */
        boolean isLocal() {
            return address.isLoopbackAddress();
        }
    }

    /** TCP sockets that listen and UDP sockets that are bound, of one process. */
    static List<Listener> of(long pid) throws IOException {
        var own = inodes(pid);
        var listeners = new ArrayList<Listener>();
        for (var protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
            var table = Path.of("/proc", Long.toString(pid), "net", protocol);
            if (!Files.exists(table)) {
                continue;
            }
            for (var line : Files.readAllLines(table)) {
                var words = line.strip().split("\\s+");
                if (words.length < 10 || !words[0].endsWith(":")) {
                    continue;
                }
                var isServer = protocol.startsWith("udp") || words[3].equals(LISTEN);
                var inode = Long.parseLong(words[9]);
                if (isServer && own.contains(inode)) {
                    var colon = words[1].indexOf(':');
                    listeners.add(new Listener(
                            protocol,
                            address(words[1].substring(0, colon)),
                            Integer.parseInt(words[1].substring(colon + 1), 16),
                            inode));
                }
            }
        }
        return listeners;
    }

    private static Set<Long> inodes(long pid) throws IOException {
        var inodes = new HashSet<Long>();
        try (var files = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (var file : files) {
                try {
                    var socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
                    if (socket.matches()) {
                        inodes.add(Long.parseLong(socket.group(1)));
                    }
                } catch (IOException closedMeanwhile) {
                    // then it does not listen
                }
            }
        }
        return inodes;
    }

    /** Words of four bytes, each with its lowest byte first. */
    private static InetAddress address(String hex) throws UnknownHostException {
        var bytes = new byte[hex.length() / 2];
        for (var i = 0; i < bytes.length; i++) {
            bytes[i / 4 * 4 + 3 - i % 4] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, 16);
        }
        // ::ffff:127.0.0.1 becomes 127.0.0.1
        return InetAddress.getByAddress(bytes);
    }

    /** The addresses of this host that its network can reach. */
    static List<InetAddress> outside() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
    }

    /** Tries every TCP port of the addresses. Returns those that accept a connection at one of them. */
    static Set<Integer> scan(List<InetAddress> addresses) throws IOException {
        var accepting = new TreeSet<Integer>();
        for (var address : addresses) {
            accepting.addAll(scan(address));
        }
        return accepting;
    }

    private static Set<Integer> scan(InetAddress address) throws IOException {
        var accepting = new TreeSet<Integer>();
        try (var selector = Selector.open()) {
            var next = 1;
            while (next <= LAST_PORT || !selector.keys().isEmpty()) {
                while (next <= LAST_PORT && selector.keys().size() < AT_A_TIME) {
                    dial(selector, address, next++, accepting);
                }
                selector.select(key -> answered(key, accepting), 1_000);
                selector.selectNow();
            }
        }
        return accepting;
    }

    private static void dial(Selector selector, InetAddress address, int port, Set<Integer> accepting)
            throws IOException {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        try {
            if (channel.connect(new InetSocketAddress(address, port))) {
                accepting.add(port);
                channel.close();
            } else {
                channel.register(selector, SelectionKey.OP_CONNECT, port);
            }
        } catch (IOException refused) {
            channel.close();
        }
    }

    private static void answered(SelectionKey key, Set<Integer> accepting) {
        try (var channel = (SocketChannel) key.channel()) {
            // a client may meet itself when its own port is the one that it asks for: that is no listener
            if (channel.finishConnect() && !channel.getLocalAddress().equals(channel.getRemoteAddress())) {
                accepting.add((Integer) key.attachment());
            }
        } catch (IOException refused) {
            // nobody listens
        }
    }
}
