package io.deviceingest.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The table of all scenarios of a run, a line each, in {@code target/faults/report.md}; and the seed that repeats it. */
public final class Report {

    private static final Path FILE = Path.of("target", "faults", "report.md");
    private static final Path MIX = FILE.resolveSibling("mix.md");
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
        if (!Files.exists(FILE)) {
            write(
                    FILE,
                    "| scenario | attempted | acknowledged | stored | dead-lettered | lost | unexpected | duplicated"
                            + " | recovered in s | seed |\n|---|---|---|---|---|---|---|---|---|---|\n");
        }
        write(FILE, line);
    }

    /** Says beside the table what a mix inflicted, and what the program held before and after it. */
    static synchronized void addMix(Map<String, Mix.Inflicted> inflicted, Footprint before, Footprint after) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "Seed %d. Held after the first third: %s; at the end: %s.%n%n"
                        + "| fault | inflicted | of these beside another | longest recovery in s |%n|---|---|---|---|%n",
                SEED,
                before,
                after));
        new TreeMap<>(inflicted)
                .forEach((fault, counted) -> text.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %d | %.1f |%n",
                        fault,
                        counted.times(),
                        counted.besideAnother(),
                        counted.longestRecovery().toMillis() / 1000.0)));
        write(MIX, text.append(System.lineSeparator()).toString());
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
