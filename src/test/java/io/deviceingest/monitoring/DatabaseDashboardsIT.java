package io.deviceingest.monitoring;

import static io.deviceingest.testkit.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Routes;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of the dashboards, asked of the real schema with what the real program stored in it. */
class DatabaseDashboardsIT {

    /** A name that breaks a query which takes it as it is. */
    private static final String DEVICE = "it's";

    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase().keepingRows();

    @BeforeAll
    static void storeMessages() throws Exception {
        try (Routes routes = site.startRoutes(Map.of())) {
            long twoDaysAgo = Instant.now().minus(Duration.ofDays(2)).getEpochSecond();
            send(routes, DEVICE, "sensor", "{\"timestamp\":%d,\"pressure\":1013}".formatted(twoDaysAgo));
            // The same number, often enough to be noticed.
            for (int n = 0; n < 10; n++) {
                send(routes, DEVICE, "sensor", "{\"n\":%d,\"temperature\":21.5,\"fan\":\"on\"}".formatted(n));
            }
            send(routes, DEVICE, "sensor", "{\"timestamp\":1,\"temperature\":21.5}");
            send(routes, DEVICE, "heartbeat", "{\"heap\":50000}");
            send(routes, DEVICE, "sensor", "{");
            send(routes, "late", "sensor", "{\"n\":1}");
            send(routes, "slow", "sensor", "{\"n\":1}");
        }
        site.tables()
                .sql()
                .update(
                        "INSERT INTO device_event (device_id, status, at, cause)"
                                + " VALUES (?, 'offline', now() - interval '2 days', 'silence')",
                        DEVICE);
        site.tables()
                .sql()
                .update(
                        "UPDATE device SET last_seen = last_seen - interval '1 hour' WHERE device_id IN ('late', 'slow')");
        site.tables().sql().update("UPDATE device SET offline_after = interval '25 hours' WHERE device_id = 'slow'");
    }

    private static void send(Routes routes, String device, String suffix, String payload) throws Exception {
        routes.send(device, suffix, payload).get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    static List<DatabaseQuery> queries() throws Exception {
        return DatabaseQuery.all();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void everyQueryFindsWhatIsStored(DatabaseQuery query) {
        for (Duration shown : List.of(HOUR, Duration.ofDays(30))) {
            List<Map<String, Object>> rows = ask(query, shown);

            assertThat(rows).as("%s, %s", query, shown).isNotEmpty();
            if (query.isTimeSeries()) {
                assertThat(rows.get(0)).containsKey("time");
            }
        }
    }

    @Test
    void bothDashboardsAskTheDatabase() throws Exception {
        assertThat(queries())
                .extracting(query -> query.name().replaceAll(":.*", ""))
                .contains("Device", "Fleet");
    }

    @Test
    void theStatusBeginsWithWhatItWasBeforeTheTimeShown() throws Exception {
        assertThat(ask("Device: Status over time"))
                .extracting(row -> row.get("status"))
                .containsExactly("offline", "online");
    }

    @Test
    void theVariablesOfferTheDeviceAndItsMetrics() throws Exception {
        assertThat(ask("Device: variable device")).contains(Map.of("device_id", DEVICE));
        assertThat(ask("Device: variable metric"))
                .extracting(row -> row.get("metric_type"))
                .containsExactly("fan", "n", "pressure", "temperature");
    }

    @Test
    void theCurveIsTheSameByHourWhereManyDaysAreShown() throws Exception {
        DatabaseQuery curve = DatabaseQuery.named("Device: $metric");

        for (Duration shown : List.of(HOUR, Duration.ofDays(3))) {
            assertThat(ask(curve, shown))
                    .allSatisfy(row -> assertThat(row)
                            .containsEntry("least", 21.5)
                            .containsEntry("mean", 21.5)
                            .containsEntry("greatest", 21.5));
        }
    }

    @Test
    void aDeviceIsLateByItsOwnLimit() throws Exception {
        assertThat(ask("Fleet: Late")).extracting(row -> row.get("device")).containsExactly("late");
    }

    @Test
    void aMetricThatNeverChangesIsFlatAndOneThatStoppedIsMissing() throws Exception {
        assertThat(ask("Fleet: Flat: $metric"))
                .extracting(row -> row.get("device"))
                .containsExactly(DEVICE);
        assertThat(asked(DatabaseQuery.named("Fleet: Flat: $metric").filledIn(DEVICE, "n", HOUR)))
                .isEmpty();
        assertThat(ask("Fleet: Missing"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("device", DEVICE).containsEntry("metric", "pressure"));
    }

    @Test
    void wrongClocksAndDeadLettersAreCountedByDevice() throws Exception {
        assertThat(ask("Fleet: Wrong clocks"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row).containsEntry("device", DEVICE).containsEntry("readings", 1L));
        assertThat(ask("Fleet: Dead letters"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("device", DEVICE)
                        .containsEntry("reason", "invalid-json")
                        .containsEntry("messages", 1L));
    }

    private static List<Map<String, Object>> ask(String name) throws Exception {
        return ask(DatabaseQuery.named(name), HOUR);
    }

    private static List<Map<String, Object>> ask(DatabaseQuery query, Duration shown) {
        return asked(query.filledIn(DEVICE, "temperature", shown));
    }

    private static List<Map<String, Object>> asked(String sql) {
        return site.tables().sql().queryForList(sql);
    }
}
