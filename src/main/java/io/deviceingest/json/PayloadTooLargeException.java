package io.deviceingest.json;

/** Only the first bytes of the payload are there: no mapping reads half of a message. */
public final class PayloadTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PayloadTooLargeException(int bytes) {
        super("the payload has " + bytes + " bytes, of which only the first were kept");
    }
}
