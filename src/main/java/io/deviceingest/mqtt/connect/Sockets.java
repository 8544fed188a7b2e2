package io.deviceingest.mqtt.connect;

import java.io.IOException;
import java.net.Socket;

/** Closes sockets without waiting for the other side. */
public final class Sockets {

    private Sockets() {}

    /** Closes a connection at once: one with TLS would wait for the other side's good-bye as long as for an answer. */
    public static void close(Socket socket) {
        try {
            if (!socket.isClosed()) {
                socket.setSoTimeout(1);
                socket.close();
            }
        } catch (IOException e) {
            // The other side was faster.
        }
    }
}
