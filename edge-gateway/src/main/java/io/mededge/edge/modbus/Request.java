package io.mededge.edge.modbus;

import io.mededge.edge.profile.Block;

/**
 * What one frame asks a unit for: a protocol data unit without address and checksum (Modbus Application Protocol V1.1b3). There are two kinds, and only
 * {@link MachineWriter} makes the second.
 */
sealed interface Request permits Request.Read, MachineWriter.Write {
    int EXCEPTION_BIT = 0x80;

    /** The bytes to send, function code first. */
    byte[] pdu();

    /** How long a normal answer is, function code included: always known before. */
    int answerBytes();

    /** @param frame holds a normal answer of the right function and length from {@code start} on */
    Answer answer(byte[] frame, int start);

    default int function() {
        return pdu()[0] & 0xff;
    }

    /** Whether an answer with this function code is one to this request: normal, or an exception. */
    default boolean isAnsweredBy(int function) {
        return (function & ~EXCEPTION_BIT) == function();
    }

    /** Reads a block by the function of its table, 1 to 4. */
    record Read(Block block, byte[] pdu) implements Request {
        Read(Block block) {
            this(block, new byte[] {
                (byte) block.area().function(),
                (byte) (block.address() >> 8),
                (byte) block.address(),
                (byte) (block.count() >> 8),
                (byte) block.count()
            });
        }

        @Override
        public int answerBytes() {
            return 2 + dataBytes(block);
        }

        @Override
        public Answer answer(byte[] frame, int start) {
            var announced = frame[start + 1] & 0xff;
            if (announced != dataBytes(block)) {
                return Answer.garbled(announced + " bytes instead of " + dataBytes(block));
            }
            var words = new int[block.count()];
            var data = start + 2;
            for (var i = 0; i < words.length; i++) {
                words[i] = block.area().holdsBits()
                        ? frame[data + i / 8] >> i % 8 & 1
                        : (frame[data + 2 * i] & 0xff) << 8 | frame[data + 2 * i + 1] & 0xff;
            }
            return new Answer.Words(words);
        }

        static int dataBytes(Block block) {
            return block.area().holdsBits() ? (block.count() + 7) / 8 : 2 * block.count();
        }

        @Override
        public String toString() {
            return block.toString();
        }
    }
}
