package io.deviceingest.console.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.ConsoleDatabases;
import io.deviceingest.console.database.Found;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One device against a real database: what is wrong with it, its newest values, its plot. */
class DeviceViewIT {

    private static final Duration OFFLINE_AFTER = Duration.ofSeconds(90);

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private static final Tables tables = site.tables();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private ConsoleDatabase database;

    @BeforeEach
    void open() {
        database = ConsoleDatabases.of(site);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theNewestValueOfEachMetricIsShown() {
        reading("esp", 20, "{\"temperature\": 20.5, \"door\": true, \"wifi\": \"weak\"}");
        reading("esp", 10, "{\"temperature\": 21.5, \"list\": [1], \"far\": 1e300}");
        reading("other", 1, "{\"temperature\": 1}");

        assertThat(look("esp", "", 1).newest())
                .containsExactly(
                        new Metric("door", 1.0, null, ago(20)),
                        new Metric("far", null, "1" + "0".repeat(300), ago(10)),
                        new Metric("list", null, "[1]", ago(10)),
                        new Metric("temperature", 21.5, null, ago(10)),
                        new Metric("wifi", null, "weak", ago(20)));
    }

    @Test
    void aMetricIsDrawnThatThePlotHasSomethingOf() {
        reading("esp", 7_200, "{\"a\": 1}");
        reading("esp", 20, "{\"b\": 1}");
        reading("esp", 10, "{\"c\": 1}");

        assertThat(look("esp", "", 1).plot().metric()).isEqualTo("b");
        assertThat(look("esp", "", 24).plot().metric()).isEqualTo("a");
    }

    @Test
    void aColumnHoldsTheLeastTheMeanAndTheGreatest() {
        reading("esp", 603, "{\"t\": 1}");
        reading("esp", 604, "{\"t\": 3}");
        reading("esp", 605, "{\"t\": 8}");
        reading("esp", 1_200, "{\"t\": \"cold\"}");
        reading("esp", 1_800, "{\"t\": true}");
        reading("esp", 4_000, "{\"t\": 99}");

        Plot plot = look("esp", "t", 1).plot();

        assertThat(plot.least()).filteredOn(Objects::nonNull).containsExactly(1.0, 1.0);
        assertThat(plot.mean()).filteredOn(Objects::nonNull).containsExactly(1.0, 4.0);
        assertThat(plot.greatest()).filteredOn(Objects::nonNull).containsExactly(1.0, 8.0);
        assertThat(plot.at()).hasSize(480).hasSameSizeAs(plot.least());
        int place = plot.greatest().indexOf(8.0);
        assertThat(plot.at().get(place)).isCloseTo((double) ago(605).getEpochSecond(), within(7.5));
        assertThat(plot.readings()).isEqualTo(5);
        assertThat(plot.cutAt()).isNull();
        assertThat(plot.parts(4)).extracting(Plot.Part::numbers).containsExactly(1, 3);
    }

    @Test
    void aLongTimeHasItsExtremesToo() {
        reading("esp", 6 * 86_400, "{\"t\": -40}");
        reading("esp", 60, "{\"t\": 40}");

        Plot plot = look("esp", "", 168).plot();

        assertThat(plot.metric()).isEqualTo("t");
        assertThat(plot.parts(7)).hasSize(2);
        assertThat(plot.parts(7).get(0).least()).isEqualTo(-40);
    }

    @Test
    void ofTooManyReadingsTheNewestAreDrawnAndThePlotSaysSo() {
        for (int i = 1; i <= 10; i++) {
            reading("esp", i * 60, "{\"t\": " + i + "}");
        }

        Plot plot = new PlotQuestion(tables.sql(), 4).ask("esp", "t", 1, now);

        assertThat(plot.greatest()).filteredOn(Objects::nonNull).containsExactly(4.0, 3.0, 2.0, 1.0);
        assertThat(plot.cutAt()).isEqualTo(ago(240));
    }

    @Test
    void aDeviceWithoutNumbersHasNoPlot() {
        reading("esp", 10, "{\"wifi\": \"weak\"}");

        assertThat(look("esp", "", 1).plot()).isNull();
        assertThat(look("esp", "wifi", 1).plot().hasNumbers()).isFalse();
        assertThat(look("nobody", "", 1).plot()).isNull();
    }

    @Test
    void itsRowIsReadWithWhoSetItsLimit() {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen, attributes,
                                    offline_after, mapped_offline_after)
                VALUES ('person', 'online', now(), 'message', now(), now(), '{"heap": 5, "name": "x<y"}', '1000 years', NULL),
                       ('mapping', 'online', now(), 'message', now(), now(), '{}', '1 hour', '1 hour'),
                       ('nobody', 'online', now(), 'message', now(), now(), '{}', NULL, NULL)""");

        DeviceState state = look("person", "", 1).state();

        assertThat(state.limitSeconds()).isNull();
        assertThat(state.limitFrom()).isEqualTo("person");
        assertThat(state.attributes()).containsEntry("heap", "5").containsEntry("name", "x<y");
        assertThat(look("mapping", "", 1).state().limitFrom()).isEqualTo("mapping");
        assertThat(look("mapping", "", 1).state().limitSeconds()).isEqualTo(3_600);
        assertThat(look("nobody", "", 1).state().limitSeconds()).isEqualTo(90);
    }

    @Test
    void whatIsWrongIsSaidWithWhatToTry() {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                VALUES ('silent', 'offline', now() - interval '2 hours', 'silence', now(), now() - interval '190 minutes'),
                       ('late', 'online', now() - interval '1 hour', 'message', now(), now() - interval '1 hour'),
                       ('gone', 'offline', now() - interval '1 hour', 'message', now(), now() - interval '2 hours'),
                       ('retained', NULL, NULL, NULL, now(), NULL),
                       ('well', 'online', now(), 'message', now(), now())""");
        tables.sql().update("UPDATE device SET offline_after = '1000 years' WHERE device_id = 'gone'");

        assertThat(look("silent", "", 1).condition()).isEqualTo("silent");
        assertThat(look("silent", "", 1).sentence())
                .contains("nothing came for 90 s")
                .contains("3 h ago");
        assertThat(look("late", "", 1).condition()).isEqualTo("late");
        assertThat(look("gone", "", 1).condition()).isEqualTo("offline");
        assertThat(look("retained", "", 1).condition()).isEqualTo("unknown");
        assertThat(look("well", "", 1).remedy()).isNull();
        assertThat(look("nobody", "", 1).condition()).isEqualTo("not-known");
        tables.sql().update("UPDATE device SET offline_after = '1000 years' WHERE device_id = 'silent'");
        assertThat(look("silent", "", 1).condition()).isEqualTo("silent");
    }

    @Test
    void anOpenLetterIsTheFirstToBeSaid() {
        letter("devices/esp/sensors", "unknown-topic");
        letter("devices/other/sensor", "invalid-json");

        DeviceModel model = look("esp", "", 1);

        assertThat(model.condition()).isEqualTo("dead-letters");
        assertThat(model.remedy()).contains("devices/esp/sensor");
        assertThat(model.letters()).hasSize(1);
        tables.sql().update("UPDATE dead_letter SET replayed_at = now()");
        assertThat(look("esp", "", 1).condition()).isEqualTo("not-known");
        assertThat(look("esp", "", 1).letters().get(0).state()).isEqualTo("replayed");
    }

    @Test
    void itIsOnlineSinceItsStatusChangedHoweverOftenItWasSaidSince() {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                VALUES ('esp', 'online', now(), 'message', now(), now())""");
        Instant said = look("esp", "", 1).state().since();
        tables.sql().update("""
                INSERT INTO device_event (device_id, status, at, cause)
                VALUES ('esp', 'offline', '2026-01-01 00:00Z', 'silence'), ('esp', 'online', '2026-01-02 00:00Z', 'message')""");

        assertThat(said).isAfter(ago(60));
        assertThat(look("esp", "", 1).sentence()).contains("Online since 2026-01-02 00:00:00 UTC");
        tables.sql().update("UPDATE device SET status = 'offline'");
        assertThat(look("esp", "", 1).state().since()).isEqualTo(said);
    }

    @Test
    void itsEventsAreThereTheNewestFirst() {
        tables.sql().update("""
                INSERT INTO device_event (device_id, status, at, cause)
                SELECT 'esp', CASE n % 2 WHEN 0 THEN 'online' ELSE 'offline' END, now() - n * interval '1 minute', 'message'
                FROM generate_series(1, 300) AS n""");

        List<DeviceEvent> events = look("esp", "", 24).events();

        assertThat(events).hasSize(200);
        assertThat(events.get(0).at()).isAfter(events.get(1).at());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a/b/c",
                "' OR '1'='1",
                "\"; DROP TABLE device; --",
                "%",
                "_",
                "ä€😀"
            })
    void anIdMayBeAnything(String id) {
        reading(id, 10, "{\"" + "<b>" + "\": 5}");
        letter("devices/" + id + "/sensor", "unmappable");

        DeviceModel model = look(id, "", 1);

        assertThat(model.plot().metric()).isEqualTo("<b>");
        assertThat(model.plot().readings()).isOne();
        assertThat(model.letters()).hasSize(1);
    }

    private DeviceModel look(String device, String metric, int hours) {
        Found<DeviceModel> found = database.ask(transaction -> new DeviceView(OFFLINE_AFTER, () -> now)
                .of(new JdbcTemplate(new SingleConnectionDataSource(transaction, true)), device, metric, hours));
        assertThat(found.problem()).isNull();
        return found.value();
    }

    private Instant ago(int seconds) {
        return now.minusSeconds(seconds);
    }

    private void reading(String device, int secondsAgo, String metrics) {
        tables.sql()
                .update(
                        "INSERT INTO reading (device_id, ts, received_at, digest, metrics) VALUES (?, ?, now(), 0, ?::jsonb)",
                        device,
                        ago(secondsAgo).atOffset(ZoneOffset.UTC),
                        metrics);
    }

    private void letter(String topic, String reason) {
        tables.sql()
                .update(
                        "INSERT INTO dead_letter (received_at, topic, payload, reason, error) VALUES (now(), ?, '', ?, 'e')",
                        topic,
                        reason);
    }
}
