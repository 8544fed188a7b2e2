package io.deviceingest.certificate;

/** A file that holds something else than the PEM that was expected; the text says what. */
public final class UnusablePemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    public UnusablePemException(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to try, without "try:". */
    public String remedy() {
        return remedy;
    }
}
