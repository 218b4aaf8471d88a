package io.mededge.edge.modbus;

import java.io.IOException;
import java.nio.ByteBuffer;

/** One attempt to reach an address, and the connection that comes of it. Called by the poll loop only, which it never blocks. */
sealed interface Wire permits SocketWire, StreamWire {
    /** Hears what happens, in the poll loop's thread; nothing after {@link Wire#close}. */
    interface Listener {
        void opened();

        /** @param bytes to be consumed before returning */
        void received(ByteBuffer bytes);

        /** Could not be opened, or has ended. */
        void ended(String why);
    }

    /** @throws IOException if it takes nothing any more */
    void send(ByteBuffer frame) throws IOException;

    void close();
}
