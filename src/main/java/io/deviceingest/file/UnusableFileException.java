package io.deviceingest.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be used as what it should be; says which one, where in it, and why. */
public final class UnusableFileException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final int line;
    private final String sentence;

    /** @param sentence about the file, without its name: "must be UTF-8, but is not" */
    public UnusableFileException(Path file, int line, String sentence) {
        super(file + (line > 1 ? ", line " + line : "") + ": " + sentence);
        this.file = file;
        this.line = line;
        this.sentence = sentence;
    }

    public Path file() {
        return file;
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** Without the file's name. */
    public String sentence() {
        return sentence;
    }
}
