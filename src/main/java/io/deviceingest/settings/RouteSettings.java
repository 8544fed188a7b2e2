package io.deviceingest.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the integrators' files are.
 *
 * @param directory the directory with the route files, mapping/ and sql/
 * @param dialects the names of the folders below dialects/ whose route files are built too; none by default
 * @param reload whether an edit of them is applied to the running program
 */
public record RouteSettings(Path directory, List<String> dialects, boolean reload) {

    private static final String DIALECTS = "ROUTES_DIALECTS";

    static RouteSettings of(SettingReader reader) {
        Path directory = reader.directory("ROUTES_DIR");
        String names = reader.text(DIALECTS);
        RouteSettings all = new RouteSettings(
                directory,
                Arrays.stream(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList(),
                reader.flag("ROUTES_RELOAD", "true", "false"));
        reader.refuseIf(
                !all.dialects.stream()
                        .allMatch(name -> SettingReader.isPath(name) && Files.isDirectory(all.dialect(name))),
                DIALECTS,
                DIALECTS + " must be a comma list of folders in " + directory.resolve("dialects") + ", but was \""
                        + names + "\"");
        return all;
    }

    /** The same for the files in another directory. */
    public RouteSettings in(Path other) {
        return new RouteSettings(other, dialects, reload);
    }

    /** Every directory whose route files are built: the site's own first. */
    public List<Path> directories() {
        return Stream.concat(Stream.of(directory), dialects.stream().map(this::dialect))
                .toList();
    }

    /** The folder of a dialect: its route file, its mapping and its cases. */
    public Path dialect(String name) {
        return directory.resolve("dialects").resolve(name);
    }
}
