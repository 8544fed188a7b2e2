package io.deviceingest.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Random;

/** The table of all scenarios of a run, a line each, in {@code target/faults/report.md}; and the seed that repeats it. */
final class Report {

    private static final Path FILE = Path.of("target", "faults", "report.md");
    private static final long SEED = Long.getLong("faults.seed", new Random().nextLong() >>> 16);

    private Report() {}

    /** Of all randomness in a run: {@code -Dfaults.seed=...} repeats it. */
    static long seed() {
        return SEED;
    }

    static synchronized void add(String scenario, Outcome outcome) {
        String line = String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %.1f | %d |%n",
                scenario,
                outcome.attempted(),
                outcome.acknowledged(),
                outcome.stored(),
                outcome.deadLettered(),
                outcome.lost(),
                outcome.unexpected(),
                outcome.duplicated(),
                outcome.recovered().toMillis() / 1000.0,
                SEED);
        try {
            Files.createDirectories(FILE.getParent());
            writeHeading();
            Files.writeString(FILE, line, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Once in a run, whichever of its processes comes first. */
    private static void writeHeading() throws IOException {
        try {
            Files.writeString(
                    FILE,
                    "| scenario | attempted | acknowledged | stored | dead-lettered | lost | unexpected | duplicated"
                            + " | recovered in s | seed |\n|---|---|---|---|---|---|---|---|---|---|\n",
                    StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            // Somebody else was first.
        }
    }
}
