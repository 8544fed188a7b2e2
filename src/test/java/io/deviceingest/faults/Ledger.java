package io.deviceingest.faults;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the virtual devices tried to say, and what of it the broker has acknowledged: from then on the devices have
 * forgotten it, and it must not be lost. Safe for any number of threads.
 */
final class Ledger {

    private final Map<String, Reading> attempted = new ConcurrentHashMap<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    void attempted(Reading reading) {
        attempted.put(reading.key(), reading);
    }

    void acknowledged(Reading reading) {
        acknowledged.add(reading.key());
    }

    /** By key; a message whose acknowledgement was lost may be in the database all the same. */
    Map<String, Reading> attempted() {
        return Map.copyOf(attempted);
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    int countAcknowledged() {
        return acknowledged.size();
    }
}
