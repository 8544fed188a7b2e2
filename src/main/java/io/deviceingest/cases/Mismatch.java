package io.deviceingest.cases;

import java.nio.file.Path;

/**
 * Something that is not as a case says, or wrong in the case itself.
 *
 * @param line of the file, from 1
 * @param sentence such as {@code reading.metrics.temperature: expected 25.5, got 25.4}
 */
public record Mismatch(Path file, int line, String sentence) {

    @Override
    public String toString() {
        return file + ":" + line + "  " + sentence;
    }
}
