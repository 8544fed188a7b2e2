package io.deviceingest.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All files of a site as they were at one moment, by their paths below ROUTES_DIR. Hidden ones are none of them: there
 * editors keep their copies, and a ConfigMap's volume its generations. Immutable.
 */
public final class SiteFiles {

    /** dialects/name/cases/file is the deepest. */
    private static final int DEPTH = 5;

    private final SortedMap<String, byte[]> files;

    private SiteFiles(SortedMap<String, byte[]> files) {
        this.files = files;
    }

    /** @throws IOException also for a file that goes away at this moment */
    public static SiteFiles read(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Path file : paths(directory)) {
            files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
        }
        return new SiteFiles(files);
    }

    /** What tells cheaply that a file may have changed: names, sizes, times and places on the disk. */
    public static String fingerprint(Path directory) throws IOException {
        StringBuilder print = new StringBuilder();
        for (Path file : paths(directory)) {
            print.append(file)
                    .append(Files.readAttributes(file, "size,lastModifiedTime,fileKey"))
                    .append('\n');
        }
        return print.toString();
    }

    private static List<Path> paths(Path directory) throws IOException {
        try (Stream<Path> all =
                Files.find(directory, DEPTH, (file, facts) -> facts.isRegularFile(), FileVisitOption.FOLLOW_LINKS)) {
            return all.filter(file -> !isHidden(directory.relativize(file)))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            // A file went away between its name and its facts.
            throw e.getCause();
        }
    }

    private static boolean isHidden(Path file) {
        for (Path name : file) {
            if (name.toString().startsWith(".") || name.toString().endsWith("~")) {
                return true;
            }
        }
        return false;
    }

    /** Writes all of them below a directory that holds none of them. */
    public void writeTo(Path directory) throws IOException {
        for (String name : files.keySet()) {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, files.get(name));
        }
    }

    /** The names of those that another set has not, or not the same, and of those that only the other has. */
    public List<String> differences(SiteFiles other) {
        List<String> names = new ArrayList<>(other.files.keySet());
        names.removeAll(files.keySet());
        files.forEach((name, bytes) -> {
            if (!Arrays.equals(bytes, other.files.get(name))) {
                names.add(name);
            }
        });
        Collections.sort(names);
        return names;
    }
}
