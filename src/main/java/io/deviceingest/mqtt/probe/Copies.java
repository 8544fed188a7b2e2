package io.deviceingest.mqtt.probe;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells the copies of one message apart from a message that is the same again, where a broker marks each copy with all
 * subscriptions that it is for: of equal ones that come at once, so many are copies of the first. For one thread.
 */
final class Copies {

    private static final long AT_ONCE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int KEPT = 200;

    private record Message(String topic, int hash, int length) {}

    private static final class Seen {
        private final long nanos;
        private int times = 1;

        Seen(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Map<Message, Seen> recent = new LinkedHashMap<>();

    /** @param subscriptions how many the message is for */
    boolean isFirst(String topic, byte[] payload, int subscriptions, long nanos) {
        Message message = new Message(topic, Arrays.hashCode(payload), payload.length);
        Seen seen = recent.get(message);
        if (seen != null && seen.times < subscriptions && nanos - seen.nanos < AT_ONCE_NANOS) {
            seen.times++;
            return false;
        }
        recent.remove(message);
        recent.put(message, new Seen(nanos));
        if (recent.size() > KEPT) {
            recent.remove(recent.keySet().iterator().next());
        }
        return true;
    }
}
