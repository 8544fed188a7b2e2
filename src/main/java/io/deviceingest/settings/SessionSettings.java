package io.deviceingest.settings;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The session at the broker, and what is subscribed to in it.
 *
 * @param shareGroup the shared subscription's group; empty for none
 * @param expiry how long the broker keeps the session while the program is away
 */
public record SessionSettings(
        String clientId, List<String> topics, int qos, String shareGroup, Duration expiry, Duration keepAlive) {

    static SessionSettings of(SettingReader reader) {
        return new SessionSettings(
                reader.matching(
                        "MQTT_CLIENT_ID",
                        "must be a stable name of 1 to 65535 bytes (the broker keeps the session under it)",
                        id -> !id.isBlank() && id.getBytes(StandardCharsets.UTF_8).length <= 65_535),
                topics(reader),
                qos(reader),
                reader.matching(
                        "MQTT_SHARE_GROUP", "must be a name without \"/\", \"+\" and \"#\"", TopicFilters::isShareName),
                reader.duration("MQTT_SESSION_EXPIRY", Duration.ofSeconds(1), Duration.ofSeconds(0xFFFF_FFFFL)),
                reader.duration("MQTT_KEEP_ALIVE", Duration.ofSeconds(1), Duration.ofSeconds(65_535)));
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
}
