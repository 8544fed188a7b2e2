package io.deviceingest.faults;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The loss of one reply: to the first request that contains a text, on whichever connection. */
final class LostReply {

    private final String text;
    private final CompletableFuture<byte[]> dropped = new CompletableFuture<>();
    /** By connection, the end of what went up: the text may come in two parts. */
    private final Map<Connection, String> ends = new HashMap<>();

    private Connection asked;

    LostReply(String text) {
        this.text = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Nothing is lost. */
    static LostReply none() {
        LostReply none = new LostReply("");
        none.dropped.cancel(false);
        return none;
    }

    /** Completed with what was dropped, after the connection has been cut. */
    CompletableFuture<byte[]> dropped() {
        return dropped;
    }

    /** @return whether the bytes pass: always */
    synchronized boolean up(Connection connection, byte[] bytes) {
        if (asked == null && !dropped.isDone()) {
            String request = ends.getOrDefault(connection, "") + new String(bytes, StandardCharsets.ISO_8859_1);
            if (request.contains(text)) {
                asked = connection;
            } else {
                ends.put(connection, request.substring(Math.max(0, request.length() - text.length() + 1)));
            }
        }
        return true;
    }

    /** @return whether the bytes pass; else the connection has been cut */
    synchronized boolean down(Connection connection, byte[] bytes) {
        if (asked != connection || dropped.isDone()) {
            return true;
        }
        connection.cut();
        dropped.complete(bytes);
        return false;
    }
}
