package io.mededge.edge.adt;

import io.mededge.edge.adt.MllpReader.Read;
import io.mededge.edge.fault.Faults;
import io.mededge.model.fault.FaultCode;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/**
 * One connection of the hospital's system: message, answer, message. Whatever lasts too long is ended from outside, by {@link #endIfOverdue}, as a write and a
 * handshake know no time limit of their own.
 */
final class AdtConnection implements Runnable {
    /** What it waits for. */
    private enum Phase {
        HANDSHAKE,
        NEXT_MESSAGE,
        MESSAGE,
        ANSWER
    }

    private record Waiting(Phase phase, long untilNanos) {}

    private final Socket plain;
    private final Optional<ListenerTls> tls;
    private final AdtDesk desk;
    private final AdtConfig config;
    private final Faults faults;
    private final Runnable ended;
    private volatile Waiting waiting;
    private volatile boolean cutOff;

    /** @param tls empty: it is not encrypted @param ended called when it is over */
    AdtConnection(
            Socket plain, Optional<ListenerTls> tls, AdtDesk desk, AdtConfig config, Faults faults, Runnable ended) {
        this.plain = plain;
        this.tls = tls;
        this.desk = desk;
        this.config = config;
        this.faults = faults;
        this.ended = ended;
        waiting = waitingFor(Phase.HANDSHAKE, config.messageTimeout());
    }

    private static Waiting waitingFor(Phase phase, Duration atMost) {
        return new Waiting(phase, System.nanoTime() + atMost.toNanos());
    }

    @Override
    public void run() {
        try (plain) {
            plain.setTcpNoDelay(true);
            waiting = waitingFor(Phase.HANDSHAKE, config.messageTimeout());
            converse(tls.isPresent() ? tls.get().secure(plain) : plain);
        } catch (IOException failed) {
            report(failed);
        } finally {
            ended.run();
        }
    }

    private void converse(Socket socket) throws IOException {
        var in = socket.getInputStream();
        var reader = new MllpReader(
                in, config.maxBytes(), () -> waiting = waitingFor(Phase.MESSAGE, config.messageTimeout()));
        while (true) {
            waiting = waitingFor(Phase.NEXT_MESSAGE, config.idleTimeout());
            var read = reader.next();
            if (read instanceof Read.Garbled garbled) {
                faults.report(FaultCode.ADT_FRAME_GARBLED, garbled.why());
                return;
            }
            if (!(read instanceof Read.Frame frame)) {
                return;
            }
            waiting = waitingFor(Phase.ANSWER, config.messageTimeout());
            socket.getOutputStream().write(MllpReader.frame(desk.answer(frame.content())));
            socket.getOutputStream().flush();
        }
    }

    private void report(IOException failed) {
        switch (waiting.phase()) {
            case HANDSHAKE ->
                faults.report(
                        FaultCode.ADT_CONNECTION_REFUSED,
                        cutOff ? "it did not shake hands in time" : String.valueOf(failed.getMessage()));
            case MESSAGE ->
                faults.report(
                        FaultCode.ADT_FRAME_GARBLED,
                        cutOff ? "a message took too long to come" : "the connection broke within a message");
            case ANSWER ->
                // what was done stays done, and is answered again when the message comes again
                faults.report(FaultCode.ADT_FRAME_GARBLED, "an answer could not be handed over");
            case NEXT_MESSAGE -> {
                // silent for too long, or gone between two messages: nothing was lost
            }
        }
    }

    void endIfOverdue() {
        if (System.nanoTime() - waiting.untilNanos() > 0) {
            cutOff = true;
            end();
        }
    }

    /** Ends it, whatever it does. Closes the connection below TLS, so that nobody waits for a farewell. */
    void end() {
        try {
            plain.close();
        } catch (IOException alreadyGone) {
            // that is what was wanted
        }
    }
}
