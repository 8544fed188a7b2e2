package io.deviceingest.mqtt;

/**
 * One message as a device sent it, told from all others by its number.
 *
 * @param expires whether the broker gives it up after a while
 */
record SampleMessage(int number, Kind kind, int qos, boolean expires) {

    /** What the tables think of it. */
    enum Kind {
        GOOD,
        /** It can only be a dead letter. */
        REFUSED,
        /** It can only be a dead letter that is stripped. */
        REFUSED_TWICE
    }

    /** Of different lengths, so that bounds in bytes matter, too. */
    String body() {
        return ("%-" + (2 + number % 5 * 3) + "d").formatted(number);
    }

    boolean isRefused() {
        return kind != Kind.GOOD;
    }
}
