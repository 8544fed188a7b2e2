package io.deviceingest.supplychain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Which line of each foundation is used, and how long it is supported: a table of {@code docs/supply-chain.md}. */
final class SupportedLines {

    private static final Path TABLE = Path.of("docs", "supply-chain.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| [^|]+ \\(`([^`:]+):([^`:]+)`\\) \\| (\\S+) \\| ([^|]+) \\|", Pattern.MULTILINE);

    private final List<Library> lines;

    private SupportedLines(List<Library> lines) {
        this.lines = lines;
    }

    static SupportedLines documented() throws IOException {
        return in(Files.readString(TABLE));
    }

    static SupportedLines in(String table) {
        return new SupportedLines(
                ROW.matcher(table).results().map(SupportedLines::line).toList());
    }

    private static Library line(MatchResult row) {
        return new Library(row.group(1), row.group(2), row.group(3));
    }

    int size() {
        return lines.size();
    }

    /** A sentence for each foundation of which another line is used than the page says. */
    List<String> violations(List<Library> libraries) {
        List<String> violations = new ArrayList<>();
        for (Library line : lines) {
            List<String> versions = libraries.stream()
                    .filter(library -> library.coordinates().equals(line.coordinates()))
                    .map(Library::version)
                    .toList();
            if (versions.isEmpty()
                    || versions.stream().anyMatch(version -> !version.startsWith(line.version() + "."))) {
                violations.add(line.coordinates() + " must be of the line " + line.version() + ", but is "
                        + (versions.isEmpty() ? "not in the jar" : String.join(", ", versions))
                        + "; try: say in " + TABLE + " how long that one is supported");
            }
        }
        return violations;
    }
}
