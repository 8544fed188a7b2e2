package io.deviceingest.doctor.flow;

import java.time.Instant;

/**
 * What is stored of a message.
 *
 * @param before when a message came that had brought all of it already; null where this one brought something new
 */
record Trace(Instant before) {

    static final Trace NEW = new Trace(null);

    boolean isNew() {
        return before == null;
    }
}
