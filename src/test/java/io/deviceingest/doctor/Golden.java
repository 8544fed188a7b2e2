package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the doctor prints for a set-up, as it was looked at and found right: {@code src/test/resources/doctor/*.txt}.
 * What differs from run to run stands there as {@code <name>}. {@code -Dgolden.write=true} writes the files again, for
 * review.
 */
public final class Golden {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "doctor");

    private Golden() {}

    /**
     * Compares what was printed of some rooms; of all, counts included, where none is named.
     *
     * @param variable what differs from run to run, with the name that stands for it
     * @param rooms the first words of the lines' names, such as {@code broker}: a set-up is about its own room only
     */
    public static void assertSame(String name, String output, Map<String, String> variable, String... rooms)
            throws IOException {
        String text = rooms.length == 0 ? output : of(List.of(rooms), output);
        // The longest first: a port may be a part of an address.
        for (String value : variable.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            text = text.replace(value, "<" + variable.get(value) + ">");
        }
        Path file = DIRECTORY.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, text);
        }
        assertThat(text).as(file.toString()).isEqualTo(Files.readString(file));
    }

    /** The lines of these rooms, and what to try below them. */
    private static String of(List<String> rooms, String output) {
        StringBuilder lines = new StringBuilder();
        boolean wanted = false;
        for (String line : output.lines().toList()) {
            if (!line.startsWith(" ")) {
                wanted = rooms.stream().anyMatch(room -> line.matches("\\w+ +" + room + " .*"));
            }
            lines.append(wanted ? line + "\n" : "");
        }
        return lines.toString();
    }
}
