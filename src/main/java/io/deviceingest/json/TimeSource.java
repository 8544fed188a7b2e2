package io.deviceingest.json;

import com.fasterxml.jackson.databind.node.DoubleNode;

/** Where the time of a reading is from: an envelope's {@code ts_source}. */
enum TimeSource {
    /** The device said it. */
    DEVICE("device"),
    /** The device said none: it is the time of arrival. */
    MISSING("missing"),
    /** The device said one that nobody can believe: it is the time of arrival. */
    IMPLAUSIBLE("implausible");

    private final String label;

    TimeSource(String label) {
        this.label = label;
    }

    /** As the envelope, the table and the metric have it. */
    String label() {
        return label;
    }

    /** A time that knows where it is from: for a mapping it is a number like any other. */
    DoubleNode at(double seconds) {
        return new Time(seconds, this);
    }

    /** Of a number that {@code device-time} made; null for any other. */
    static TimeSource of(Object number) {
        return number instanceof Time time ? time.source : null;
    }

    // Two are equal when their seconds are, as for any number.
    private static final class Time extends DoubleNode {

        private static final long serialVersionUID = 1L;

        private final TimeSource source;

        Time(double seconds, TimeSource source) {
            super(seconds);
            this.source = source;
        }
    }
}
