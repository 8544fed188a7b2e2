package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.springframework.core.env.Environment;

/**
 * All settings, read and checked at once. Each value that breaks its rule stands among the violations; here it is 0,
 * null or the text as it was written. The running program refuses them all, and only a diagnosis goes on with the rest.
 *
 * @param violations the key of each is the name of its setting, such as {@code MQTT_QOS}
 */
public record Settings(
        MqttSettings mqtt,
        DatabaseSettings database,
        BatchSettings batch,
        PresenceSettings presence,
        RouteSettings routes,
        ManagementSettings management,
        Duration doctorAfter,
        List<Problem> violations) {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Reads every setting, whatever is wrong with the others. */
    public static Settings of(Environment environment) {
        SettingReader reader = new SettingReader(environment);
        ManagementSettings management = ManagementSettings.of(reader);
        reader.number("PRESENCE_SWEEP_EVERY_MS", 100, 3_600_000);
        reader.number("ROLLUP_EVERY_MS", 100, 3_600_000);
        reader.oneOf("DEVICE_REGISTRATION", "auto", "required");
        for (String retention : List.of("READING_RETENTION", "ROLLUP_RETENTION")) {
            reader.matching(
                    retention,
                    "must be none or a number of days such as 90d",
                    text -> text.matches("none|[1-9][0-9]{0,4}d"));
        }
        return new Settings(
                MqttSettings.of(reader),
                DatabaseSettings.of(reader),
                new BatchSettings(
                        reader.number("BATCH_MAX_SIZE", 1, 10_000), reader.number("MESSAGE_MAX_READINGS", 1, 100_000)),
                new PresenceSettings(reader.duration("DEVICE_OFFLINE_AFTER", SECOND, Duration.ofDays(30))),
                RouteSettings.of(reader),
                management,
                reader.duration("DOCTOR_AFTER", SECOND, Duration.ofDays(30)),
                reader.violations());
    }

    /** Whether this value broke its rule. */
    public boolean refuses(String setting) {
        return violations.stream().anyMatch(violation -> violation.key().equals(setting));
    }
}
