package io.deviceingest.mqtt;

/**
 * Which links served the same session, as far as that is sure.
 *
 * <p>"Session present" says that the broker has one, and not which: an attempt that ends before its CONNACK is seen may
 * have made a new one, and so may an attempt that is given up because of what its CONNACK grants. What was delivered in
 * the session before is then kept, for no broker may have it any more; at worst it is stored twice. Not thread-safe: it
 * belongs to the connection's thread.
 */
final class Sessions {

    private SessionPlace.Session current = new SessionPlace.Session();
    private boolean stood;
    private boolean sameSinceThen;

    /**
     * A link reached the broker and is not used.
     *
     * @param sessionPresent what the CONNACK said; null where there was no CONNACK
     */
    void notUsed(MqttLink link, Boolean sessionPresent) {
        if (!Boolean.TRUE.equals(sessionPresent)) {
            beginAnother();
        }
        link.serves(new SessionPlace(current));
    }

    /**
     * A link stands and is used from now on; what is redelivered on it is withdrawn. Says whether its session is surely or
     * possibly another one than that of the link which stood before.
     */
    boolean stands(MqttLink link, boolean sessionPresent) {
        if (!sessionPresent) {
            beginAnother();
        }
        boolean another = stood && !sameSinceThen;
        SessionPlace place = new SessionPlace(current);
        link.serves(place);
        place.resume();
        stood = true;
        sameSinceThen = true;
        return another;
    }

    private void beginAnother() {
        SessionPlace.end(current);
        current = new SessionPlace.Session();
        sameSinceThen = false;
    }
}
