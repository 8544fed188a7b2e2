package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * What the doctor prints for a set-up, as it was looked at and found right: {@code src/test/resources/doctor/*.txt}.
 * What differs from run to run stands there as {@code <name>}. {@code -Dgolden.write=true} writes the files anew, for
 * review.
 */
final class Golden {

    private static final Path DIRECTORY = Path.of("src", "test", "resources", "doctor");

    private Golden() {}

    /** @param variable what differs from run to run, with the name that stands for it */
    static void assertSame(String name, String output, Map<String, String> variable) throws IOException {
        String text = output;
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
}
