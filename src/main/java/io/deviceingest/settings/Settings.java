package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

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
        int managementPort,
        Duration doctorAfter,
        List<Problem> violations) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Reads every setting, whatever is wrong with the others. */
    public static Settings of(Environment environment) {
        SettingReader reader = new SettingReader(environment);
        int managementPort = reader.number("MANAGEMENT_PORT", 0, 65_535);
        reader.number("PRESENCE_SWEEP_EVERY_MS", 100, 3_600_000);
        reader.oneOf("DEVICE_REGISTRATION", "auto", "required");
        reader.matching(
                "READING_RETENTION",
                "must be none or a number of days such as 90d",
                text -> text.matches("none|[1-9][0-9]{0,4}d"));
        return new Settings(
                mqtt(reader),
                database(reader),
                new BatchSettings(reader.number("BATCH_MAX_SIZE", 1, 10_000)),
                new PresenceSettings(reader.duration("DEVICE_OFFLINE_AFTER", SECOND, Duration.ofDays(30))),
                RouteSettings.of(reader),
                managementPort,
                reader.duration("DOCTOR_AFTER", SECOND, Duration.ofDays(30)),
                reader.violations());
    }

    /** Whether this value broke its rule. */
    public boolean refuses(String setting) {
        return violations.stream().anyMatch(violation -> violation.key().equals(setting));
    }

    private static MqttSettings mqtt(SettingReader reader) {
        int port = reader.number("MQTT_BROKER_PORT", 1, 65_535);
        boolean tls = tls(reader, port);
        boolean systemTrust = reader.text("MQTT_CA_FILE").equals("system");
        Path certFile = tls ? reader.file("MQTT_CERT_FILE", "certs/make-certs.sh makes certs/client.crt") : null;
        Path keyFile = tls ? reader.file("MQTT_KEY_FILE", "certs/make-certs.sh makes certs/client.key") : null;
        reader.refuseIf(
                (certFile == null) != (keyFile == null),
                certFile == null ? "MQTT_CERT_FILE" : "MQTT_KEY_FILE",
                "MQTT_CERT_FILE and MQTT_KEY_FILE must be set both or not at all, but only "
                        + (certFile == null ? "MQTT_KEY_FILE" : "MQTT_CERT_FILE") + " is");
        int maxPacketSize = reader.bytes("MQTT_MAX_PACKET_SIZE", DataSize.ofKilobytes(1), DataSize.ofMegabytes(256));
        String host = reader.required("MQTT_BROKER_HOST", "the broker's host name or address, without a scheme");
        BrokerHost.mistake(host).ifPresent(reader::refuse);
        return new MqttSettings(
                BrokerHost.withoutBrackets(host),
                port,
                reader.text("MQTT_USERNAME"),
                reader.text("MQTT_PASSWORD"),
                reader.matching(
                        "MQTT_CLIENT_ID",
                        "must be a stable name of 1 to 65535 bytes (the broker keeps the session under it)",
                        id -> !id.isBlank() && id.getBytes(StandardCharsets.UTF_8).length <= 65_535),
                tls,
                tls && !systemTrust ? caFile(reader) : null,
                certFile,
                keyFile,
                reader.flag("MQTT_TLS_VERIFY_HOSTNAME", "true", "false"),
                topics(reader),
                qos(reader),
                reader.matching(
                        "MQTT_SHARE_GROUP", "must be a name without \"/\", \"+\" and \"#\"", TopicFilters::isShareName),
                reader.duration("MQTT_SESSION_EXPIRY", SECOND, Duration.ofSeconds(0xFFFF_FFFFL)),
                reader.number("MQTT_RECEIVE_MAXIMUM", 1, 65_535),
                reader.duration("MQTT_KEEP_ALIVE", SECOND, Duration.ofSeconds(65_535)),
                maxPacketSize,
                reader.bytes("PAYLOAD_LIMIT", DataSize.ofKilobytes(1), DataSize.ofMegabytes(16)));
    }

    private static boolean tls(SettingReader reader, int port) {
        return switch (reader.oneOf("MQTT_TLS", "auto", "on", "off")) {
            case "on" -> true;
            case "off" -> false;
            default -> BrokerDefaults.AUTO_TLS_PORTS.contains(port);
        };
    }

    private static Path caFile(SettingReader reader) {
        Path file = reader.file(
                "MQTT_CA_FILE",
                "copy the CA certificate of your broker there, make one with certs/make-certs.sh, or write \"system\""
                        + " for a broker with a public certificate");
        reader.refuseIf(
                file == null,
                "MQTT_CA_FILE",
                "MQTT_CA_FILE must be a PEM file or \"system\" while TLS is on, but was \"\"");
        return file;
    }

    private static List<String> topics(SettingReader reader) {
        String value = reader.matching(
                "MQTT_TOPIC",
                "must be a comma list of topic filters such as devices/+/# (\"+\" a whole level, \"#\" the last one,"
                        + " no $share: that is MQTT_SHARE_GROUP)",
                text -> TopicFilters.split(text).allMatch(TopicFilters::isValid));
        return TopicFilters.split(value).toList();
    }

    private static int qos(SettingReader reader) {
        String qos = reader.text("MQTT_QOS");
        reader.refuseIf(
                !Set.of("0", "1").contains(qos),
                "MQTT_QOS",
                qos.equals("2")
                        ? "MQTT_QOS must be 0 or 1, but was \"2\": the MQTT client cannot acknowledge QoS 2 after the"
                                + " commit; QoS 1 loses nothing, and a reading that comes twice is stored once"
                        : "MQTT_QOS must be 0 or 1, but was \"" + qos + "\"");
        return qos.equals("0") ? 0 : 1;
    }

    private static DatabaseSettings database(SettingReader reader) {
        String url = reader.required("DB_URL", "such as jdbc:postgresql://localhost:5432/deviceingest");
        reader.refuseIf(
                !url.isBlank() && !url.startsWith("jdbc:postgresql:"),
                "DB_URL",
                "DB_URL must begin with jdbc:postgresql:, but was \"" + Secrets.masked("DB_URL", url) + "\"");
        reader.refuseIf(
                url.matches("jdbc:postgresql://[^/?]*@.*"),
                "DB_URL",
                "DB_URL must hold no credentials before the host, but was \"" + Secrets.masked("DB_URL", url)
                        + "\": they are DB_USERNAME and DB_PASSWORD");
        return new DatabaseSettings(
                url,
                reader.text("DB_USERNAME"),
                reader.text("DB_PASSWORD"),
                reader.flag("DB_MIGRATE", "on", "off"),
                reader.duration("DB_CONNECT_TIMEOUT", SECOND, MINUTE),
                reader.duration("DB_SOCKET_TIMEOUT", SECOND, MINUTE.multipliedBy(10)),
                reader.duration("DB_STATEMENT_TIMEOUT", Duration.ofMillis(100), MINUTE.multipliedBy(10)),
                reader.duration("DB_LOCK_TIMEOUT", Duration.ofMillis(100), MINUTE.multipliedBy(10)),
                reader.duration("DB_POOL_TIMEOUT", Duration.ofMillis(250), MINUTE));
    }
}
