package org.eclipse.paho.mqttv5.common.packet.util;

import java.io.IOException;
import java.io.InputStream;

/**
 * Stands before the class of this name in Paho 1.2.5, which reads each byte of a packet by a call of its own, twice a
 * packet: that was a third of Java's time. This one reads in bulk; what it counts is the same. Paho makes it, uses it and
 * drops it on one thread.
 */
public final class CountingInputStream extends InputStream {

    private final InputStream bytes;
    private int read;

    /** @param bytes where all bytes come from */
    public CountingInputStream(InputStream bytes) {
        this.bytes = bytes;
    }

    @Override
    public int read() throws IOException {
        int value = bytes.read();
        if (value >= 0) {
            read++;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = bytes.read(target, offset, length);
        if (count > 0) {
            read += count;
        }
        return count;
    }

    /** How many bytes were read since the beginning or the last reset. */
    public int getCounter() {
        return read;
    }

    /** Counts from 0 again. */
    public void resetCounter() {
        read = 0;
    }
}
