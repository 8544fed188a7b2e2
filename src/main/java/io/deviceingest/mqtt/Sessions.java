package io.deviceingest.mqtt;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * Which links served the same session, as far as that is sure, and which of them leave what they delivered to the broker.
 *
 * <p>"Session present" says that the broker has one, and not which: an attempt that ends before its CONNACK is seen may
 * have made a new one, and so may an attempt that is given up because of what its CONNACK grants. What was delivered in
 * the session before is then kept, for no broker may have it any more; at worst it is stored twice. Not thread-safe: it
 * belongs to the connection's thread.
 */
final class Sessions {

    private boolean stood;
    private boolean sameSinceThen;
    /** For as long as something that they delivered is in flight. */
    private final Set<MqttLink> left = Collections.newSetFromMap(new WeakHashMap<>());

    /**
     * A link reached the broker and is not used.
     *
     * @param sessionPresent what the CONNACK said; null where there was no CONNACK
     */
    void notUsed(Boolean sessionPresent) {
        if (!Boolean.TRUE.equals(sessionPresent)) {
            sameSinceThen = false;
            keepEverything();
        }
    }

    /**
     * A link stands and is used from now on. Says whether its session is surely or possibly another one than that of the
     * link which stood before.
     */
    boolean stands(boolean sessionPresent) {
        boolean another = stood && !(sameSinceThen && sessionPresent);
        if (another) {
            keepEverything();
        }
        stood = true;
        sameSinceThen = true;
        return another;
    }

    /** The broker has what this link delivered, and delivers it again. */
    void leaveToTheBroker(MqttLink ended) {
        ended.leaveToTheBroker(true);
        left.add(ended);
    }

    private void keepEverything() {
        left.forEach(link -> link.leaveToTheBroker(false));
        left.clear();
    }
}
