package io.deviceingest.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What can be set ({@code application.yaml} says it, and nothing else) and what is, and where. Immutable.
 */
public final class SettingCatalogue {

    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):(.*)}");

    private final Map<String, String> defaults = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    /**
     * A value under a name in one of the sources; the name need not be a setting.
     *
     * @param source such as "the environment"
     */
    public record Entry(String name, String value, String source) {

        /** Value and source as they may be shown; quotes make a stray space visible. */
        public String shown() {
            String shown = Secrets.masked(name, value);
            String quoted = Secrets.isSecret(name)
                    ? shown
                    : "\"" + shown.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + "\"";
            return quoted + " from " + source;
        }
    }

    private SettingCatalogue() {}

    /** Reads the names and defaults from {@code application.yaml}, and all entries of the other sources. */
    public static SettingCatalogue of(ConfigurableEnvironment environment) {
        SettingCatalogue catalogue = new SettingCatalogue();
        for (PropertySource<?> source : environment.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> values) {
                String words = words(source.getName());
                for (String name : values.getPropertyNames()) {
                    String value = String.valueOf(values.getProperty(name));
                    if (words == null) {
                        catalogue.addDefault(value);
                    } else {
                        catalogue.entries.add(new Entry(name, value, words));
                    }
                }
            }
        }
        // Where the sources are; the only setting that application.yaml cannot know.
        catalogue.defaults.put(SettingsSources.DIRECTORY, "");
        return catalogue;
    }

    /** Every setting with its default, in the order of {@code application.yaml}. */
    public Map<String, String> defaults() {
        return Collections.unmodifiableMap(defaults);
    }

    /** Everything that stands in a source, those first that beat the others. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** The entries under a name: the first one holds, the others are hidden by it. */
    public List<Entry> entries(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).toList();
    }

    /** What holds for a setting: its first entry, else its default. */
    public Entry effective(String name) {
        Optional<Entry> given = entries(name).stream().findFirst();
        return given.orElseGet(() -> new Entry(name, defaults.get(name), "the defaults"));
    }

    private void addDefault(String value) {
        Matcher setting = SETTING.matcher(value);
        if (setting.matches()) {
            defaults.putIfAbsent(setting.group(1), setting.group(2));
        }
    }

    /** The name of a source of settings; null for the defaults. */
    private static String words(String source) {
        return switch (source) {
            case StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME -> "the environment";
            case StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME -> "an option of the JVM";
            case CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME -> "the command line";
            case SettingsSources.DIRECTORY, SettingsSources.DOTENV -> source;
            default -> null;
        };
    }
}
