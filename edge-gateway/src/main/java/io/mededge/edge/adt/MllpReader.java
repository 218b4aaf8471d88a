package io.mededge.edge.adt;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Takes the frames of HL7's minimal lower layer protocol out of a stream: VT, the message, FS, CR. What is none ends the reading: nothing is guessed. */
final class MllpReader {
    static final int VT = 0x0b;
    static final int FS = 0x1c;
    static final int CR = 0x0d;
    private static final int LF = 0x0a;
    private static final int END = -1;

    private final InputStream in;
    private final int maxBytes;
    private final Runnable begun;

    /** @param maxBytes of one message @param begun called with the first byte of each frame */
    MllpReader(InputStream in, int maxBytes, Runnable begun) {
        this.in = new BufferedInputStream(in);
        this.maxBytes = maxBytes;
        this.begun = begun;
    }

    sealed interface Read {
        record Frame(byte[] content) implements Read {}

        /** The sender has ended, between two frames. */
        record Ended() implements Read {}

        /** Where the next message begins cannot be known. */
        record Garbled(String why) implements Read {}
    }

    /** Waits for the next frame. */
    Read next() throws IOException {
        var first = in.read();
        while (first == CR || first == LF) {
            first = in.read();
        }
        if (first == END) {
            return new Read.Ended();
        }
        begun.run();
        return first == VT ? content() : new Read.Garbled("there are bytes outside a frame");
    }

    private Read content() throws IOException {
        var content = new ByteArrayOutputStream();
        for (var next = in.read(); ; next = in.read()) {
            if (next == FS) {
                return in.read() == CR
                        ? new Read.Frame(content.toByteArray())
                        : new Read.Garbled("a frame did not end with FS and CR");
            }
            if (next == END || next == VT) {
                return new Read.Garbled("a frame broke off");
            }
            if (content.size() == maxBytes) {
                return new Read.Garbled("a message has more than " + maxBytes + " bytes");
            }
            content.write(next);
        }
    }

    static byte[] frame(byte[] content) {
        var framed = new byte[content.length + 3];
        framed[0] = VT;
        System.arraycopy(content, 0, framed, 1, content.length);
        framed[framed.length - 2] = FS;
        framed[framed.length - 1] = CR;
        return framed;
    }
}
