package io.deviceingest.site;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that changes while it is read, or cannot be read, is a failure that callers know. */
class SiteFilesTest {

    @TempDir
    Path directory;

    @Test
    void whatFailsWhileTheFolderIsWalkedIsAnIoException() throws Exception {
        // A folder in itself fails in the same place as a file that goes away between its name and its facts.
        Files.createSymbolicLink(directory.resolve("itself"), directory);

        assertThatThrownBy(() -> SiteFiles.fingerprint(directory)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SiteFiles.read(directory)).isInstanceOf(IOException.class);
    }
}
