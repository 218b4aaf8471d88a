package io.mededge.infra.simulator.modbus;

import java.nio.ByteBuffer;

/**
 * Kinds of damage to an answer. Each can be detected by a client that checks header, function code and byte count; damage to the data
 * alone is left out, because Modbus TCP carries no checksum and no client could ever tell.
 */
enum Garbling {
    FOREIGN_TRANSACTION {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            return frame.putShort(0, (short) ~frame.getShort(0));
        }
    },
    FOREIGN_PROTOCOL {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            return frame.putShort(2, (short) 0x4D45);
        }
    },
    OTHER_FUNCTION {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            return frame.put(FUNCTION_AT, (byte) (frame.get(FUNCTION_AT) ^ 0x40));
        }
    },
    /** The client waits for bytes that never come. */
    LENGTH_TOO_LONG {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            return frame.putShort(4, (short) (frame.getShort(4) + 8));
        }
    },
    /** The announced frame ends too early, so its rest looks like the start of a next one. */
    LENGTH_TOO_SHORT {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            return frame.putShort(4, (short) 2);
        }
    },
    NOISE {
        @Override
        ByteBuffer damage(ByteBuffer frame) {
            for (int i = 0; i < frame.limit(); i++) {
                frame.put(i, (byte) (0xA5 ^ i * 37));
            }
            return frame;
        }
    };

    private static final int FUNCTION_AT = Frame.PREFIX_BYTES + 1;

    /** Damages the frame in place; position and limit stay as they are. */
    abstract ByteBuffer damage(ByteBuffer frame);

    /** The kind whose turn it is. */
    static Garbling turn(long count) {
        return values()[(int) Math.floorMod(count, (long) values().length)];
    }
}
