package io.deviceingest.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.UnpackedJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code unpack}; what it makes is {@link UnpackedJar}, from which most other tests run the program. */
class UnpackIT {

    @TempDir
    private Path folder;

    @Test
    void theJvmTakesTheArchiveFromWhereverItIsStarted() throws Exception {
        // Without the archive the JVM would end before the program begins.
        List<String> words = new ArrayList<>(UnpackedJar.words(List.of("-Xshare:on")));
        words.add("--version");

        CommandRun version = CommandRun.toItsEnd(new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start());

        assertThat(version.exitCode()).as(version.output()).isZero();
        assertThat(version.output()).startsWith("device-ingest ");
    }

    @Test
    void aFolderThatHoldsFilesIsLeftAsItIs() throws Exception {
        Path mine = Files.writeString(folder.resolve("mine"), "mine");

        CommandRun refused = CommandRun.in(folder, Map.of(), "unpack", ".");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("must be empty").contains("try: ");
        assertThat(folder).isDirectoryContaining(mine::equals);
        assertThat(mine).hasContent("mine");
    }

    @Test
    void whereToIsSaidOnce() throws Exception {
        assertThat(CommandRun.in(folder, Map.of(), "unpack").exitCode()).isEqualTo(2);
        assertThat(CommandRun.in(folder, Map.of(), "unpack", "--here", "app").exitCode())
                .isEqualTo(2);
    }

    @Test
    void withoutRoutesThereIsNoStartToRecord() throws Exception {
        CommandRun refused = CommandRun.in(folder, Map.of(), "unpack", "app");

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output()).contains("--routes must be a folder");
        assertThat(folder.resolve("app")).doesNotExist();
    }
}
