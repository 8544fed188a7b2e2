package io.deviceingest.settings;

import io.deviceingest.file.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The environment in UTF-8, whatever the locale is. Java decodes it by the locale, and cron or a minimal service has
 * none: every letter beyond ASCII in a password would be a question mark. Linux keeps the bytes. Stateless.
 */
final class NativeEnvironment {

    private static final Path BYTES = Path.of("/proc/self/environ");

    private NativeEnvironment() {}

    /** Puts the variables in as they were given, where Java could not read them. */
    static void decode(MutablePropertySources sources) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        PropertySource<?> decoded = sources.get(name);
        if ("UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))
                || decoded == null
                || decoded.getSource() != (Object) System.getenv()
                || !Files.isReadable(BYTES)) {
            return;
        }
        Map<String, Object> variables = new HashMap<>(System.getenv());
        try {
            String all = TextFile.decoded(BYTES, Files.readAllBytes(BYTES));
            Arrays.stream(all.split("\0"))
                    .filter(line -> line.indexOf('=') > 0)
                    .forEach(line ->
                            variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        } catch (IOException e) {
            // Not in UTF-8 at all: then the locale is as good a guess.
            return;
        }
        sources.replace(name, new SystemEnvironmentPropertySource(name, variables));
    }
}
