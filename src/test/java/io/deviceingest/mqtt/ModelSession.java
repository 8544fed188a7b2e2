package io.deviceingest.mqtt;

import java.util.HashSet;
import java.util.Set;

/** Which links served the session that the broker has now, and what the program can know of that. */
final class ModelSession {

    private final Set<MqttLink> links = new HashSet<>();
    /** Those whose deliveries come again on the present link, as the program can know. */
    private final Set<MqttLink> resumed = new HashSet<>();
    /** Those that may be of another session, as far as the program can know. */
    private final Set<MqttLink> doubtful = new HashSet<>();

    /** The broker lets a link in, to the session that there is or to a new one. */
    void begin(MqttLink link, boolean present) {
        if (!present) {
            links.clear();
        }
        links.add(link);
    }

    /** The program uses the link. */
    void used(MqttLink link) {
        resumed.clear();
        resumed.addAll(links);
        resumed.removeAll(doubtful);
        resumed.remove(link);
    }

    /** The program does not come to use it. */
    void notUsed(MqttLink link, boolean present, boolean connackSeen) {
        if (!present || !connackSeen) {
            resumed.clear();
            doubtful.addAll(links);
            doubtful.remove(link);
        }
    }

    /** Whether the broker surely delivers it again, on a later link to the same session. */
    boolean bringsAgain(Delivery delivery) {
        return delivery.qos() > 0 && !delivery.mayExpire() && resumed.contains(delivery.link());
    }
}
