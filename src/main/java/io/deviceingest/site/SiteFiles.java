package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * All files of a site as they were at one moment, by their paths below ROUTES_DIR. Hidden files are ignored: there
 * editors keep their copies, and a ConfigMap's volume its generations. Immutable.
 */
public final class SiteFiles {

    /** dialects/name/cases/file is the deepest. */
    private static final int DEPTH = 5;

    /** Both are far beyond any site, and little enough for the memory of a small container. */
    static final int MAX_FILES = 5_000;

    static final int MAX_BYTES = 32 * 1024 * 1024;

    /** What routes are made of; what else lies there, and cannot be read, is nobody's business. */
    private static final Pattern OF_A_SITE = Pattern.compile(".*\\.(yaml|jslt|sql)");

    private final SortedMap<String, byte[]> files;
    private final SortedMap<String, String> mistakes;

    private SiteFiles(SortedMap<String, byte[]> files, SortedMap<String, String> mistakes) {
        this.files = files;
        this.mistakes = mistakes;
    }

    /**
     * Takes what can be read; the other files are {@link #mistakes}.
     *
     * @throws IOException for a directory that cannot be looked through, or changes at this moment
     */
    public static SiteFiles read(Path directory) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        SortedMap<String, String> mistakes = new TreeMap<>();
        long bytes = 0;
        List<Path> paths = paths(directory);
        for (Path file : paths) {
            String name = directory.relativize(file).toString();
            try {
                byte[] content = TextFile.bytes(file);
                bytes += content.length;
                files.put(name, content);
            } catch (UnusableFileException e) {
                if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NoSuchFileException(file.toString());
                }
                if (OF_A_SITE.matcher(name).matches()) {
                    mistakes.put(name, e.getMessage());
                }
            }
            if (bytes > MAX_BYTES) {
                throw new UnusableFileException(
                        directory, 1, "must hold at most " + MAX_BYTES + " bytes in its files, but holds more");
            }
        }
        return new SiteFiles(files, mistakes);
    }

    /** What tells cheaply that a file may have changed: names, sizes, times and places on the disk. */
    public static String fingerprint(Path directory) throws IOException {
        StringBuilder print = new StringBuilder();
        for (Path file : paths(directory)) {
            print.append(file).append(facts(file)).append('\n');
        }
        return print.toString();
    }

    private static Object facts(Path file) {
        try {
            return Files.readAttributes(file, "size,lastModifiedTime,fileKey");
        } catch (IOException e) {
            // A link that leads nowhere, or a file that has just gone.
            return e.getClass();
        }
    }

    private static List<Path> paths(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        addBelow(directory, 1, paths);
        Collections.sort(paths);
        return paths;
    }

    /** Step by step: a walk of the whole tree ends at the first link to itself, or file that goes away. */
    private static void addBelow(Path directory, int depth, List<Path> paths) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (isHidden(entry.getFileName()) || leadsBack(entry)) {
                    continue;
                }
                if (!Files.isDirectory(entry)
                        || OF_A_SITE.matcher(entry.toString()).matches()) {
                    paths.add(entry);
                } else if (depth < DEPTH && Files.isReadable(entry)) {
                    addBelow(entry, depth + 1, paths);
                }
                if (paths.size() > MAX_FILES) {
                    throw new UnusableFileException(
                            directory, 1, "must hold at most " + MAX_FILES + " files, but holds more");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** A link to a directory that it lies in would be walked once for every step down. */
    private static boolean leadsBack(Path entry) throws IOException {
        return Files.isSymbolicLink(entry)
                && Files.isDirectory(entry)
                && entry.getParent().toRealPath().startsWith(entry.toRealPath());
    }

    private static boolean isHidden(Path name) {
        return name.toString().startsWith(".") || name.toString().endsWith("~");
    }

    /** A sentence for each file that a site's routes could need and that cannot be read. */
    public List<String> mistakes() {
        return List.copyOf(mistakes.values());
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
        SortedSet<String> names = new TreeSet<>(files.keySet());
        names.addAll(other.files.keySet());
        names.removeIf(name -> Arrays.equals(files.get(name), other.files.get(name)));
        SortedSet<String> unusable = new TreeSet<>(mistakes.keySet());
        unusable.addAll(other.mistakes.keySet());
        unusable.removeIf(name -> Objects.equals(mistakes.get(name), other.mistakes.get(name)));
        names.addAll(unusable);
        return List.copyOf(names);
    }
}
