package io.deviceingest.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How a problem is shown, and that nothing else shows one. */
class ProblemTest {

    private static final Problem DISK = new Problem("53100", "the disk is full", "free some");

    @Test
    void oneLineHoldsTheSentenceAndWhatToTry() {
        assertThat(DISK).hasToString("the disk is full; try: free some");
        assertThat(new Problem("the disk is full", "")).hasToString("the disk is full");
    }

    @Test
    void furtherFactsStandBeforeWhatToTry() {
        assertThat(DISK.at("reading").and(", and nothing is stored"))
                .isEqualTo(new Problem("53100", "reading: the disk is full, and nothing is stored", DISK.remedy()));
    }

    @Test
    void whoeverReadsAHealthPageFindsBothAgain() {
        assertThat(DISK.details()).containsExactly(entry("problem", "the disk is full"), entry("try", "free some"));
        assertThat(Problem.fromDetails(DISK.details())).contains(new Problem(DISK.sentence(), DISK.remedy()));
        assertThat(Problem.fromDetails(new Problem("not asked yet", "").details()))
                .contains(new Problem("not asked yet", ""));
        assertThat(Problem.fromDetails(Map.of("connected", true))).isEmpty();
    }

    /** Whoever writes it by hand has a sentence that cannot be taken apart again. */
    @Test
    void nobodyElseWritesWhatToTryBehindASentence() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            List<Path> writers = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(ProblemTest::holdsTheForm)
                    .toList();
            assertThat(writers)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("Problem.java");
        }
    }

    private static boolean holdsTheForm(Path file) {
        try {
            return Files.readString(file).contains("; try:");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
