package io.deviceingest.json;

/** A mapping file that does not compile; the text says which one, where and why. */
public final class InvalidMappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidMappingException(String message, Throwable cause) {
        super(message, cause);
    }
}
