package io.deviceingest.flow;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.CommandsHere;
import io.deviceingest.mqtt.ScriptedBroker;
import io.deviceingest.mqtt.packet.SentMessage;
import io.deviceingest.testkit.CommandRun;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.util.FileSystemUtils;

/** A site whose sensor mapping makes a list of envelopes: a gateway that speaks for many devices, and kept their readings. */
class ListsIT {

    private static final int READINGS = 500;
    private static final int DEVICES = 20;
    private static final int AT_LEAST_ONCE = 0x02;

    /** One of a list is no object, which the database refuses. */
    private static final String BROKEN = "\"metrics\": .m";

    private static final String MENDED = "\"metrics\": if (is-object(.m)) .m else {\"value\": .m}";

    private static final String MAPPING = """
            [for (.readings) {
              "device_id": .id,
              "kind": "sensor",
              "status": "online",
              "ts": device-time(.at, $headers.receivedAt),
              "received_at": $headers.receivedAt,
              "retained": $headers.retained,
              %s
            }]
            """;

    @RegisterExtension
    final TestSite site = new TestSite().withDatabase();

    private final Tables tables = site.tables();
    private ScriptedBroker broker;
    private Path routes;

    @BeforeEach
    void copyTheRoutes() throws Exception {
        broker = site.add(new ScriptedBroker());
        routes = site.files().resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        write(BROKEN);
    }

    @Test
    void aMessageOfManyReadingsIsManyRowsAndOneMessage() throws Exception {
        Ingest program = program(Map.of());

        send(1, readings(0, "{\"t\":1}"));
        assertThat(broker.nextAcknowledged()).isEqualTo(1);
        assertThat(tables.count("reading")).isEqualTo(READINGS);
        assertThat(tables.count("device WHERE status = 'online'")).isEqualTo(DEVICES);
        assertThat(tables.sql().queryForObject("SELECT count(DISTINCT xmin::text) FROM reading", Integer.class))
                .as("one commit")
                .isOne();

        send(2, readings(0, "{\"t\":1}"));
        assertThat(broker.nextAcknowledged()).isEqualTo(2);
        assertThat(tables.count("reading")).isEqualTo(READINGS);
        await().until(() -> program.metric("device_ingest_messages_in_flight") == 0);
        assertThat(program.metric("device_ingest_messages_stored_total")).isEqualTo(1);
        assertThat(program.metric("device_ingest_messages_duplicate_total")).isEqualTo(1);
        assertThat(program.metric("device_ingest_readings_stored_total")).isEqualTo(READINGS);
        assertThat(program.metric("device_ingest_batch_size_sum", "batch=\"store\""))
                .isEqualTo(2.0 * READINGS);
        assertThat(program.accountGap()).isZero();
    }

    @Test
    void oneBrokenReadingRejectsTheWholeMessageAndNoOtherAndAReplayBringsAllOfItBack() throws Exception {
        Ingest program = program(Map.of());

        send(1, readings(0, "\"broken\""));
        send(2, readings(READINGS, "{\"t\":1}"));
        assertThat(broker.nextAcknowledged()).isEqualTo(1);
        assertThat(broker.nextAcknowledged()).isEqualTo(2);
        assertThat(tables.deadLetters()).containsExactly("rejected-by-database");
        assertThat(tables.count("reading")).as("those of the other").isEqualTo(READINGS);
        assertThat(tables.count("reading WHERE ts < to_timestamp(1762254000 + 500)"))
                .isZero();
        await().until(() -> program.metric("device_ingest_messages_in_flight") == 0);
        assertThat(program.metric("device_ingest_messages_stored_total")).isEqualTo(1);
        assertThat(program.accountGap()).isZero();

        write(MENDED);
        CommandRun dryRun = CommandsHere.run(settings(), "dead-letters", "replay", "--all", "--dry-run");
        CommandRun replay = CommandsHere.run(settings(), "dead-letters", "replay", "--all");

        assertThat(dryRun.output()).contains("500 envelopes of 20 devices, the first of \"d0\" {\"kind\":\"sensor\"");
        assertThat(replay.output()).isEqualTo("1 stored, 0 ignored, 0 stays, 0 skipped\n");
        assertThat(tables.count("reading")).isEqualTo(2 * READINGS);
        assertThat(tables.count("reading WHERE metrics = '{\"value\": \"broken\"}'"))
                .isOne();
    }

    @Test
    void aMessageOfTooManyIsADeadLetterThatSaysSoAndOneOfNoneIsLeftAlone() throws Exception {
        Ingest program = program(Map.of("MESSAGE_MAX_READINGS", "499"));

        send(1, readings(0, "{\"t\":1}"));
        send(2, "{\"readings\":[]}");
        assertThat(broker.nextAcknowledged()).isEqualTo(1);
        assertThat(broker.nextAcknowledged()).isEqualTo(2);

        assertThat(tables.rows()).isOne();
        assertThat(tables.text("SELECT reason || ' ' || error FROM dead_letter"))
                .startsWith("unmappable ")
                .contains("these are 500 envelopes of one message, but MESSAGE_MAX_READINGS is 499; try: ");
        await().until(() -> program.metric("device_ingest_messages_in_flight") == 0);
        assertThat(program.metric("device_ingest_messages_ignored_total")).isEqualTo(1);
        assertThat(program.accountGap()).isZero();
    }

    private Ingest program(Map<String, String> others) throws Exception {
        Map<String, String> all = new HashMap<>(settings());
        all.putAll(others);
        Ingest program = site.startReady(all);
        broker.awaitSubscription();
        return program;
    }

    private Map<String, String> settings() {
        return site.settings(Map.of(
                "MQTT_BROKER_HOST",
                "127.0.0.1",
                "MQTT_BROKER_PORT",
                String.valueOf(broker.port()),
                "MQTT_TLS",
                "off",
                "ROUTES_DIR",
                routes.toAbsolutePath().toString()));
    }

    private void write(String metrics) throws Exception {
        Files.writeString(routes.resolve("mapping/sensor.jslt"), MAPPING.formatted(metrics));
    }

    private void send(int identifier, String payload) throws Exception {
        broker.send(new SentMessage(
                        AT_LEAST_ONCE,
                        "devices/gateway/sensor".getBytes(StandardCharsets.UTF_8),
                        new byte[0],
                        payload.getBytes(StandardCharsets.UTF_8))
                .packet(identifier));
    }

    /** One a second from then on, each of the next device. */
    private static String readings(int second, String metricsOfOne) {
        return IntStream.range(0, READINGS)
                .mapToObj(i -> "{\"id\":\"d%d\",\"at\":%d,\"m\":%s}"
                        .formatted(i % DEVICES, 1_762_254_000 + second + i, i == 317 ? metricsOfOne : "{\"t\":2}"))
                .collect(Collectors.joining(",", "{\"readings\":[", "]}"));
    }
}
