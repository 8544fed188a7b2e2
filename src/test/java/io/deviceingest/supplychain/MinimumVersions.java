package io.deviceingest.supplychain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The versions below which nothing is built, with the reason: the table of {@code docs/supply-chain.md}. */
final class MinimumVersions {

    private static final Path TABLE = Path.of("docs", "supply-chain.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([^`:]+):([^`:]+)` \\| (\\S+) \\| (.+) \\|", Pattern.MULTILINE);

    private final List<Minimum> minimums = new ArrayList<>();

    private record Minimum(Library library, String reason) {}

    static MinimumVersions documented() throws IOException {
        return in(Files.readString(TABLE));
    }

    static MinimumVersions in(String table) {
        MinimumVersions versions = new MinimumVersions();
        Matcher row = ROW.matcher(table);
        while (row.find()) {
            versions.minimums.add(new Minimum(new Library(row.group(1), row.group(2), row.group(3)), row.group(4)));
        }
        return versions;
    }

    int size() {
        return minimums.size();
    }

    /** A sentence for each row that these libraries do not keep to. */
    List<String> violations(List<Library> libraries) {
        List<String> violations = new ArrayList<>();
        for (Minimum minimum : minimums) {
            String coordinates = minimum.library.coordinates();
            List<Library> there = libraries.stream()
                    .filter(library -> library.coordinates().equals(coordinates))
                    .toList();
            if (there.isEmpty()) {
                violations.add(coordinates + " is not in the jar; try: take its row out of " + TABLE);
            }
            for (Library library : there) {
                if (library.isOlderThan(minimum.library.version())) {
                    violations.add(coordinates + " must be at least " + minimum.library.version() + ", but is "
                            + library.version() + " (" + minimum.reason + "); try: raise it in pom.xml");
                }
            }
        }
        return violations;
    }
}
