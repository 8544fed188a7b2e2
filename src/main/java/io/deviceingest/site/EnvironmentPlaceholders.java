package io.deviceingest.site;

import io.deviceingest.settings.SettingValues;
import java.util.Set;
import org.apache.camel.spi.PropertiesSource;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Fills the {@code {{key}}} of the routes from the settings, as they stand in their sources. What is a part of an
 * address is written as one. Camel finds it among the beans. Safe for any number of threads.
 */
@Component
public final class EnvironmentPlaceholders implements PropertiesSource {

    /** What routes put into addresses: anything may stand in it. */
    private static final Set<String> IN_ADDRESSES = Set.of("routes.dir", "mqtt.topic");

    private final SettingValues values;

    public EnvironmentPlaceholders(Environment environment) {
        this.values = new SettingValues(environment);
    }

    @Override
    public String getName() {
        return "settings";
    }

    @Override
    public String getProperty(String name) {
        String value = values.value(name);
        if (value == null) {
            return null;
        }
        // Else Camel would look for what it takes for a placeholder in the value.
        return IN_ADDRESSES.contains(name)
                ? UriPath.encoded(value)
                : value.replace("{{", "\\{{").replace("}}", "\\}}");
    }
}
