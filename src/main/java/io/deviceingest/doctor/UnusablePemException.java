package io.deviceingest.doctor;

/** A file that holds something else than the PEM that was expected; the text says what. */
final class UnusablePemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    UnusablePemException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
