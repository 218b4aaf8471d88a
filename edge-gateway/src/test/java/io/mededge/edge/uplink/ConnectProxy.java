package io.mededge.edge.uplink;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that knows CONNECT and nothing else, on a free port of loopback. */
final class ConnectProxy implements AutoCloseable {
    /** First lines of all requests. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Map<Socket, Boolean> sockets = new ConcurrentHashMap<>();
    private final String authorization;

    /** @param authorization the header's value that it asks for; empty for none */
    ConnectProxy(String authorization) throws IOException {
        this.authorization = authorization;
        var thread = new Thread(this::accept, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                sockets.put(client, true);
                start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "proxy connection");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) {
        try {
            var head = head(client.getInputStream());
            requests.add(head.lines().findFirst().orElse(""));
            var words = head.split(" ");
            if (!authorization.isEmpty() && !head.contains("\r\nProxy-Authorization: " + authorization + "\r\n")) {
                answer(client, "407 Proxy Authentication Required");
                client.close();
                return;
            }
            var target = words[1].split(":");
            var server = new Socket(target[0], Integer.parseInt(target[1]));
            sockets.put(server, true);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            answer(client, "200 Connection established");
            start(() -> copy(server, client));
            copy(client, server);
        } catch (IOException gone) {
            sockets.remove(client);
        }
    }

    private static void answer(Socket client, String status) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\nX-Proxy: test\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            var next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException closed) {
            // both ends are closed now
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets.keySet()) {
            socket.close();
        }
    }
}
