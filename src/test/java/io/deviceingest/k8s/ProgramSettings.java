package io.deviceingest.k8s;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The settings that the program has, by {@code application.yaml}. */
public final class ProgramSettings {

    private static final Path APPLICATION = Path.of("src/main/resources/application.yaml");
    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):([^}]*)}");

    private ProgramSettings() {}

    /** Every setting with its default. */
    public static Map<String, String> defaults() throws IOException {
        return SETTING.matcher(Files.readString(APPLICATION))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
    }
}
