package io.deviceingest.mqtt.packet;

import java.nio.ByteBuffer;

/** What the packets of MQTT 5 are made of (1.5). A read throws where the packet ends before the field does. */
final class Bytes {

    /** The longest variable byte integer. */
    static final int LONGEST_VARIABLE = 4;

    private Bytes() {}

    static int octet(ByteBuffer in) throws MalformedException {
        need(in, 1);
        return Byte.toUnsignedInt(in.get());
    }

    static int twoBytes(ByteBuffer in) throws MalformedException {
        need(in, 2);
        return Short.toUnsignedInt(in.getShort());
    }

    /** A variable byte integer: seven bits a byte, the lowest first; the eighth says that more follow. */
    static int variable(ByteBuffer in) throws MalformedException {
        int value = 0;
        for (int i = 0; i < LONGEST_VARIABLE; i++) {
            int digit = octet(in);
            value |= (digit & 0x7F) << 7 * i;
            if (digit < 0x80) {
                return value;
            }
        }
        throw new MalformedException("a variable byte integer has five bytes");
    }

    static void skip(ByteBuffer in, int length) throws MalformedException {
        need(in, length);
        in.position(in.position() + length);
    }

    /** So many bytes as a buffer over the same array. */
    static ByteBuffer part(ByteBuffer in, int length) throws MalformedException {
        int from = in.position();
        skip(in, length);
        return in.duplicate().position(from).limit(from + length);
    }

    private static void need(ByteBuffer in, int length) throws MalformedException {
        if (in.remaining() < length) {
            throw new MalformedException("it ends within a field");
        }
    }

    static void putVariable(ByteBuffer out, int value) {
        int rest = value;
        while (rest >= 0x80) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    static int lengthOfVariable(int value) {
        return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : LONGEST_VARIABLE;
    }
}
