package io.deviceingest.database;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.faults.FaultProxy;
import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another server becomes the primary while the old one lives on: the program finds it, without a restart or a loss. */
class SwitchoverIT {

    /** The database is the old server. */
    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withServer();

    private EmbeddedDatabase old;
    private EmbeddedDatabase next;

    @BeforeEach
    void startSecondServer() throws Exception {
        old = site.server();
        next = site.add(EmbeddedDatabase.start(site.files().resolve("next")));
        Flyway.configure().dataSource(next.dataSource()).load().migrate();
    }

    @Test
    void connectionsToAServerThatTurnedReadOnlyAreGivenUp() throws Exception {
        next.sql()
                .update("INSERT INTO device (device_id, status, status_at, first_seen, last_seen)"
                        + " VALUES ('silent', 'online', now() - interval '1 hour', now(), now() - interval '1 hour')");
        Map<String, String> settings = Map.of("DEVICE_OFFLINE_AFTER", "2s", "PRESENCE_SWEEP_EVERY_MS", "500");
        FaultProxy proxy = site.add(FaultProxy.start(old.port()));
        Ingest ingest = startReady("127.0.0.1:" + proxy.port() + "/postgres", settings);
        Device device = site.device();

        old.turnReadOnly();
        proxy.leadTo(next.port());
        AtomicInteger published = new AtomicInteger();
        await().until(() -> {
            device.publish("devices/d/sensor", "{\"t\":" + published.incrementAndGet() + "}");
            device.publish("devices/d/sensor", "{");
            return count(next, "reading") > 0 && count(next, "dead_letter") > 0;
        });

        await().untilAsserted(() -> {
            assertThat(count(old, "reading") + count(next, "reading")).isEqualTo(published.get());
            assertThat(count(old, "dead_letter") + count(next, "dead_letter")).isEqualTo(published.get());
        });
        await().until(() -> count(next, "device WHERE status_cause = 'silence'") > 0);
        ingest.awaitReady();
        assertThat(ingest.accountGap()).isZero();
    }

    @Test
    void aServerThatTurnedReadOnlyIsGivenUpWhileNothingIsToBeWritten() throws Exception {
        FaultProxy proxy = site.add(FaultProxy.start(old.port()));
        Ingest ingest = startReady("127.0.0.1:" + proxy.port() + "/postgres", Map.of());

        old.turnReadOnly();
        await().untilAsserted(() -> assertThat(ingest.problem("database")).contains("read-only"));
        proxy.leadTo(next.port());

        ingest.awaitReady();
    }

    @Test
    void ofSeveralServersThePrimaryIsFound() throws Exception {
        next.demote();
        // Migrations and partitions find it too.
        startReady(
                "127.0.0.1:" + next.port() + ",127.0.0.1:" + old.port() + "/postgres?targetServerType=primary",
                Map.of());
        Device device = site.device();
        device.publish("devices/before/sensor", "{\"t\":1}");
        awaitReadings(old, "before");

        old.demote();
        next.promote();
        device.publish("devices/after/sensor", "{\"t\":1}");

        awaitReadings(next, "after");
    }

    private Ingest startReady(String address, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("DB_URL", "jdbc:postgresql://" + address);
        return site.startReady(all);
    }

    private static void awaitReadings(Database database, String device) {
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(new Tables(() -> database).texts("SELECT device_id FROM reading"))
                        .containsExactly(device));
    }

    private static int count(Database database, String rows) {
        return new Tables(() -> database).count(rows);
    }
}
