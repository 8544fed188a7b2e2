package io.deviceingest.cases;

import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cases of a site: {@code cases/<route>/<case>.yaml} below ROUTES_DIR, and {@code cases/<case>.yaml} in the folder
 * of each dialect that is switched on. A file is read when its case is run. Immutable.
 */
public final class Cases {

    private static final String FOLDER = "cases";
    private static final String ENDING = ".yaml";

    private final List<CaseFile> files;

    private record CaseFile(String name, Path file) {

        /** Whether a name means it: its own, or that of its route. */
        boolean is(String wanted) {
            return name.equals(wanted) || name.startsWith(wanted + "/");
        }
    }

    private Cases(List<CaseFile> files) {
        this.files = files;
    }

    public static Cases of(RouteSettings routes) throws IOException {
        List<CaseFile> files = new ArrayList<>();
        add("", routes.directory(), files);
        for (String dialect : routes.dialects()) {
            add(dialect + "/", routes.dialect(dialect), files);
        }
        return new Cases(files);
    }

    private static void add(String prefix, Path directory, List<CaseFile> files) throws IOException {
        Path folder = directory.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(file -> file.toString().endsWith(ENDING)).sorted().forEach(file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                files.add(new CaseFile(prefix + name.substring(0, name.length() - ENDING.length()), file));
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The file of a new case: in the folder of its dialect, where its route is one that is switched on. */
    static Path file(RouteSettings routes, String name) {
        Path named = Path.of(name + ENDING);
        String route = named.getName(0).toString();
        return routes.dialects().contains(route)
                ? routes.dialect(route).resolve(FOLDER).resolve(Path.of(route).relativize(named))
                : routes.directory().resolve(FOLDER).resolve(named);
    }

    /**
     * Some of them.
     *
     * @param names each of a case, or of a route for all of its cases; none for all
     * @throws IllegalArgumentException for a name that no case and no route with cases has
     */
    public Cases named(List<String> names) {
        for (String name : names) {
            if (files.stream().noneMatch(file -> file.is(name))) {
                throw new IllegalArgumentException(CaseFields.unknown("no case is named " + name, name, names()));
            }
        }
        return names.isEmpty()
                ? this
                : new Cases(files.stream()
                        .filter(file -> names.stream().anyMatch(file::is))
                        .toList());
    }

    /** Such as {@code sensor/seven-metrics}. */
    public List<String> names() {
        return files.stream().map(CaseFile::name).toList();
    }

    /** What can be told of each without running it. */
    public List<CaseOutline> outlines() throws IOException {
        List<CaseOutline> outlines = new ArrayList<>();
        for (CaseFile file : files) {
            outlines.add(outline(file));
        }
        return outlines;
    }

    private static CaseOutline outline(CaseFile file) throws IOException {
        String route = file.name.replaceFirst("/.*", "");
        try {
            Expectation expected = CaseReader.read(file.file).expected();
            boolean bad = expected.hasRow(Table.DEAD_LETTER);
            boolean good = !bad && (expected.hasRow(Table.READING) || expected.hasRow(Table.DEVICE));
            return new CaseOutline(route, file.file, good, bad, List.of());
        } catch (BrokenCaseException e) {
            return new CaseOutline(route, file.file, false, false, e.mistakes());
        }
    }

    /**
     * Runs each of them, whatever comes of the others.
     *
     * @throws Exception only for what concerns none of them, such as a database that has gone
     */
    public List<CaseResult> run(CaseRunner depth) throws Exception {
        List<CaseResult> results = new ArrayList<>();
        for (CaseFile file : files) {
            results.add(new CaseResult(file.name, mismatches(file.file, depth)));
        }
        return results;
    }

    private static List<Mismatch> mismatches(Path file, CaseRunner depth) throws Exception {
        try {
            Case read = CaseReader.read(file);
            return Comparison.of(read.expected(), depth.rows(read));
        } catch (BrokenCaseException e) {
            return e.mistakes();
        }
    }
}
