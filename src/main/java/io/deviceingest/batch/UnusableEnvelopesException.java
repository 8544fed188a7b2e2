package io.deviceingest.batch;

import io.deviceingest.problem.Problem;

/** What was made of a message are no envelopes, or too many: whatever the database would say, it cannot be stored. */
public final class UnusableEnvelopesException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int SHOWN = 200;

    UnusableEnvelopesException(String sentence) {
        // There may be thousands a second, and it would name only the batch: without a stack trace.
        super("what the mapping makes cannot be stored: " + sentence, null, false, false);
    }

    /** @param named null where the field is missing, or is neither a text nor a number */
    static UnusableEnvelopesException withoutDevice(String which, String named) {
        return new UnusableEnvelopesException(which
                + " must name its device, a text of 1 to 128 printable characters in device_id, but "
                + (named == null
                        ? "names none"
                        : "names \"" + named.substring(0, Math.min(SHOWN, named.length())) + "\""));
    }

    static UnusableEnvelopesException tooMany(int count, int most) {
        return new UnusableEnvelopesException(new Problem(
                        "these are " + count + " envelopes of one message, but MESSAGE_MAX_READINGS is " + most,
                        "let the device send fewer readings in one message, or raise MESSAGE_MAX_READINGS")
                .toString());
    }
}
