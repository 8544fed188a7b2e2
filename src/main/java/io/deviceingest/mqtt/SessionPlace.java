package io.deviceingest.mqtt;

/**
 * The place of one link among those that served the same session. When the session is resumed on a later link, what
 * this one delivered is redelivered there; when the broker may have lost it, nothing does. Safe for any number of threads.
 */
final class SessionPlace {

    /** One session at the broker; made and changed by the connection's thread alone. */
    static final class Session {

        private int links;
        private volatile int resumedOn;
        private volatile boolean over;
    }

    private final Session session;
    private final int number;

    /** The next place in the session. */
    SessionPlace(Session session) {
        this.session = session;
        this.number = session.links++;
    }

    /** The session is resumed here. */
    void resume() {
        session.resumedOn = number;
    }

    /** The broker has another session, or may have. */
    static void end(Session session) {
        session.over = true;
    }

    /** Whether what was delivered here is redelivered on a later link. */
    boolean isPassed() {
        return !session.over && number < session.resumedOn;
    }
}
