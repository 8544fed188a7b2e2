package io.deviceingest.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * What stands in the sources, character by character. Spring itself takes <code>${…}</code> in a value for the name of
 * another one: it would change a password, or print it where it finds no such name. Immutable.
 */
public final class SettingValues {

    /** The file that ties each setting to its key and its default; what stands there is ours. */
    private static final String DEFAULTS = "application.yaml";

    private static final Pattern TIE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):(.*)}");

    /** Holds all others once more, as Spring Boot reads them. */
    private static final String OF_ALL = "configurationProperties";

    private final ConfigurableEnvironment environment;

    public SettingValues(Environment environment) {
        this.environment = (ConfigurableEnvironment) environment;
    }

    /**
     * The value of a key such as {@code mqtt.password}, from the first source that has it or the setting of its name;
     * null where none has.
     */
    public String value(String key) {
        String setting = key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        String byDefault = null;
        for (PropertySource<?> source : environment.getPropertySources()) {
            Object value = source.getName().equals(OF_ALL) ? null : source.getProperty(key);
            if (value == null && !source.getName().equals(OF_ALL)) {
                value = source.getProperty(setting);
            }
            if (value != null && !source.getName().contains(DEFAULTS)) {
                return value.toString();
            }
            if (value != null && byDefault == null) {
                Matcher tie = TIE.matcher(value.toString());
                byDefault = tie.matches() ? tie.group(2) : environment.getProperty(key);
            }
        }
        return byDefault;
    }
}
