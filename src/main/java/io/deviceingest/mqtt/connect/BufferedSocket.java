package io.deviceingest.mqtt.connect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * A socket that is read in large pieces. Java's TLS asks its socket twice for each record, and a broker sends a record
 * for each message: two system calls a message, where many have come. Its stream is to be read by one thread.
 */
final class BufferedSocket extends Socket {

    private static final int PIECE = 32 * 1024;

    private InputStream buffered;

    @Override
    public synchronized InputStream getInputStream() throws IOException {
        if (buffered == null) {
            buffered = new BufferedInputStream(super.getInputStream(), PIECE);
        }
        return buffered;
    }
}
