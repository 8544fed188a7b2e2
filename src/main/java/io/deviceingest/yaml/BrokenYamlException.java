package io.deviceingest.yaml;

/** A file that is no YAML; its message says why, in the words of a sentence about the file. */
public final class BrokenYamlException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;

    BrokenYamlException(int line, String sentence) {
        super(sentence);
        this.line = line;
    }

    /** Of the file, from 1. */
    public int line() {
        return line;
    }
}
