package io.deviceingest.management;

import java.nio.charset.StandardCharsets;

/** What a page answers: status, kind and content. Not to be changed once made. */
public final class Answer {

    private static final String JSON = "application/json";

    static final Answer NOT_FOUND = text(404, "There is no such page.");
    static final Answer NOT_ALLOWED = text(405, "Pages are read with GET.");
    static final Answer BROKEN = text(500, "The page failed; the log says why.");

    private final int status;
    private final String contentType;
    private final byte[] content;

    Answer(int status, String contentType, byte[] content) {
        this.status = status;
        this.contentType = contentType;
        this.content = content;
    }

    public int status() {
        return status;
    }

    public String contentType() {
        return contentType;
    }

    public byte[] content() {
        return content;
    }

    /** What a health page says by its HTTP status alone: a load balancer reads no more. */
    static Answer health(boolean good, byte[] json) {
        return new Answer(good ? 200 : 503, JSON, json);
    }

    public static Answer text(int status, String sentence) {
        return new Answer(status, "text/plain; charset=utf-8", sentence.getBytes(StandardCharsets.UTF_8));
    }
}
