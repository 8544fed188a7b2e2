package io.deviceingest.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that contains itself is read all the same; one that is not there is a failure that callers know. */
class SiteFilesTest {

    @TempDir
    Path directory;

    @Test
    void aFolderInItselfIsReadOnce() throws Exception {
        Files.writeString(directory.resolve("a.sql"), "SELECT 1");
        Files.createSymbolicLink(directory.resolve("itself"), directory);

        assertThat(SiteFiles.fingerprint(directory).lines()).hasSize(1);
        assertThat(SiteFiles.read(directory).mistakes()).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereIsAnIoException() {
        Path nowhere = directory.resolve("nowhere");

        assertThatThrownBy(() -> SiteFiles.fingerprint(nowhere)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> SiteFiles.read(nowhere)).isInstanceOf(IOException.class);
    }
}
