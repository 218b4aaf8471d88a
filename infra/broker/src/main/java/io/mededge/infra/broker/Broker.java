package io.mededge.infra.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** {@code Broker --config FILE}: runs until it is told to end. Exit codes: 1 cannot start, 2 wrong usage. */
public final class Broker {
    /** Artemis writes four audit lines for each message unless this is off. */
    private static final Logger AUDIT = Logger.getLogger("org.apache.activemq.audit");

    /** "No expiry address": a message whose sender gave it a time to live is meant to vanish. */
    private static final String EXPIRED = "AMQ222166";

    private Broker() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2 || !arguments[0].equals("--config")) {
            System.err.println("usage: Broker --config FILE");
            System.exit(2);
        }
        quietLogs();
        try {
            var config = BrokerConfig.read(Path.of(arguments[1]));
            var server = Artemis.server(config);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
            server.start();
            if (!server.getActiveMQServer()
                    .getRemotingService()
                    .getAcceptor(Artemis.ACCEPTOR)
                    .isStarted()) {
                throw new IOException("nothing listens on port " + config.port() + "; see above");
            }
            System.out.println("broker ready on " + config.host() + ":" + config.port()
                    + (config.tls().isPresent() ? " with mutual TLS 1.3" : " WITHOUT TLS"));
        } catch (Exception cannotStart) {
            System.err.println("the broker cannot start: " + cannotStart.getMessage());
            System.exit(1);
        }
    }

    private static void quietLogs() {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        AUDIT.setLevel(Level.OFF);
        var root = LogManager.getLogManager().getLogger("");
        for (var handler : List.of(root.getHandlers())) {
            handler.setLevel(Level.WARNING);
            handler.setFilter(line -> !String.valueOf(line.getMessage()).startsWith(EXPIRED));
        }
    }

    private static void stop(EmbeddedActiveMQ server) {
        try {
            server.stop();
        } catch (Exception whileEnding) {
            System.err.println("the broker did not end in good order: " + whileEnding.getMessage());
        }
    }
}
