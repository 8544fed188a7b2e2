package io.deviceingest.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.IngestProgram;
import io.deviceingest.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Settings are refused at start, all at once, with name, rule and value. */
class SettingsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mqtt.broker-host=mqtt://b:1883 | but was "mqtt://b:1883"; try: MQTT_BROKER_HOST=b and MQTT_BROKER_PORT=1883
            mqtt.broker-host=ssl://u:pw@b/x | but was "ssl://u:***@b/x"; try: MQTT_BROKER_HOST=b
            mqtt.broker-host=[::1]:1883 | but was "[::1]:1883"; try: MQTT_BROKER_HOST=::1 and MQTT_BROKER_PORT=1883
            mqtt.broker-host=[::1       | but was "[::1"; try: a name such as broker.example.org, or an address
            mqtt.broker-host=1:2:3      | but was "1:2:3"; try: a name such as broker.example.org, or an address
            mqtt.broker-host=10.42.0.256 | but was "10.42.0.256"; try: a name such as broker.example.org
            mqtt.broker-host=a..b       | but was "a..b"; try: a name such as broker.example.org
            mqtt.broker-host=two words  | but was "two words"; try: a name such as broker.example.org
            mqtt.broker-host=br\uFFFDker | with characters that could not be read; try: start the program with LANG=C.UTF-8
            mqtt.broker-port=88833      | MQTT_BROKER_PORT must be a number between 1 and 65535, but was "88833"
            mqtt.tls=atuo               | MQTT_TLS must be auto or on or off, but was "atuo"
            mqtt.topic=devices/#/x      | MQTT_TOPIC must be a comma list of topic filters
            mqtt.share-group=a/b        | MQTT_SHARE_GROUP must be a name without "/", "+" and "#", but was "a/b"
            mqtt.qos=2                  | MQTT_QOS must be 0 or 1, but was "2": the MQTT client cannot acknowledge QoS 2
            mqtt.keep-alive=soon        | MQTT_KEEP_ALIVE must be a duration between 1s and 65535s
            payload.limit=lots          | PAYLOAD_LIMIT must be a size between 1KB and 16MB, but was "lots"
            db.url=postgres://x         | DB_URL must begin with jdbc:postgresql:, but was "postgres://x"
            db.url=jdbc:postgresql://a:sample-only@b/c | before the host, but was "jdbc:postgresql://a:***@b/c"
            batch.max-size=0            | BATCH_MAX_SIZE must be a number between 1 and 10000, but was "0"
            message.max-readings=0      | MESSAGE_MAX_READINGS must be a number between 1 and 100000, but was "0"
            device.offline-after=never  | DEVICE_OFFLINE_AFTER must be a duration
            routes.dir=nowhere          | ROUTES_DIR must be a directory, but was "nowhere"
            routes.dialects=homie,nowhere | ROUTES_DIALECTS must be a comma list of folders in routes/dialects, but was "homie,nowhere"
            reading.retention=0d        | READING_RETENTION must be none or a number of days such as 90d, but was "0d"
            reading.retention=12h       | READING_RETENTION must be none or a number of days such as 90d, but was "12h"
            console=on                  | CONSOLE must be off or read or write, but was "on"
            console=write               | CONSOLE_USERNAME must be set: CONSOLE=write asks for a user name and a password; try:
            console=write               | CONSOLE_PASSWORD must be set: CONSOLE=write asks for a user name and a password; try:
            console=read                | CONSOLE_PASSWORD must be set: CONSOLE=read asks for a user name and a password beyond 127.0.0.1
            management.address=here     | MANAGEMENT_ADDRESS must be an address of this machine such as 127.0.0.1
            device.registration=strict  | DEVICE_REGISTRATION must be auto or required, but was "strict"
            """)
    void aWrongValueIsRefusedWithNameRuleAndValue(String setting, String sentence) {
        Map<String, String> settings =
                new HashMap<>(Map.of("mqtt.broker-host", "b", "mqtt.tls", "off", "db.url", "jdbc:postgresql://d/x"));
        String[] nameAndValue = setting.split("=", 2);
        settings.put(nameAndValue[0], nameAndValue[1]);

        assertThatThrownBy(() -> start(settings))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void everythingThatIsWrongIsReportedAtOnce() {
        assertThatThrownBy(() -> start(Map.of("mqtt.ca-file", "nowhere.crt")))
                .hasMessageContaining("MQTT_BROKER_HOST must be set")
                .hasMessageContaining("DB_URL must be set")
                .hasMessageContaining("MQTT_CA_FILE must be a file that can be read, but was \"nowhere.crt\"");
    }

    @Test
    void aConsoleThatOnlyReadsOnThisMachineAsksForNoPasswordOrForBoth() {
        Map<String, Object> settings = new HashMap<>(Map.of("CONSOLE", "read", "MANAGEMENT_ADDRESS", "127.0.0.1"));
        assertThat(violations(settings)).noneMatch(name -> name.startsWith("CONSOLE"));

        settings.put("CONSOLE_USERNAME", "ops");
        assertThat(violations(settings)).contains("CONSOLE_PASSWORD");

        settings.put("CONSOLE_PASSWORD", "sample-only");
        settings.put("CONSOLE", "write");
        assertThat(violations(settings)).noneMatch(name -> name.startsWith("CONSOLE"));
    }

    private static List<String> violations(Map<String, Object> given) {
        ConfigurableEnvironment environment = SettingsSources.environment(new ArrayList<>());
        environment.getPropertySources().addFirst(new MapPropertySource("test", given));
        return Settings.of(environment).violations().stream().map(Problem::key).toList();
    }

    private static void start(Map<String, String> settings) {
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        new SpringApplicationBuilder(IngestProgram.class).run(arguments).close();
    }
}
