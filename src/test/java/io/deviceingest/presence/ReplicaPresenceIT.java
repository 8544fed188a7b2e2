package io.deviceingest.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Device;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Ingest;
import io.deviceingest.embedded.MosquittoBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Two replicas in a shared subscription on Mosquitto, which goes on queueing for one that is away: the devices whose
 * messages wait there are not silent.
 */
class ReplicaPresenceIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final int DEVICES = 10;

    @TempDir
    Path files;

    private MosquittoBroker broker;
    private EmbeddedDatabase database;
    private JdbcTemplate sql;
    private Ingest one;
    private Ingest other;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger published = new AtomicInteger();

    @BeforeEach
    void startParts() throws Exception {
        broker = MosquittoBroker.start(files.resolve("broker"));
        database = EmbeddedDatabase.start(files.resolve("database"));
        sql = database.sql();
        one = start("one");
        other = start("other");
    }

    @AfterEach
    void stopEverything() throws Exception {
        timer.shutdownNow();
        for (Ingest replica : new Ingest[] {one, other}) {
            if (replica != null) {
                replica.close();
            }
        }
        if (database != null) {
            database.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void whileOneReplicaIsAwayNobodyIsDeclaredSilentThatItsSessionHears() throws Exception {
        try (Device devices = new Device(broker, "devices")) {
            timer.scheduleAtFixedRate(() -> speak(devices), 0, 500, TimeUnit.MILLISECONDS);
            // Both have listened for long enough to judge.
            await().atMost(SOON).until(() -> certain() == 2 && count("device") == DEVICES);
            other.close();
            other = null;

            await().during(SILENCE.multipliedBy(3))
                    .atMost(SOON)
                    .until(() -> count("device_event WHERE cause = 'silence'") == 0);
            assertThat(count("reading")).as("some wait in its session").isLessThan(published.get() - DEVICES);

            other = start("other");
            await().atMost(SOON).until(() -> certain() == 2);
            assertThat(count("device_event WHERE cause = 'silence'")).isZero();

            timer.shutdown();
            assertThat(timer.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("reading")).isEqualTo(published.get()));
            await("both notice those who are silent")
                    .atMost(SOON)
                    .until(() -> count("device WHERE status_cause = 'silence'") == DEVICES);
        }
    }

    private Ingest start(String clientId) {
        Ingest replica = Ingest.start(
                broker,
                database,
                Map.of(
                        "mqtt.client-id",
                        clientId,
                        "mqtt.share-group",
                        "ingest",
                        "device.offline-after",
                        SILENCE.toSeconds() + "s",
                        "presence.sweep-every-ms",
                        "200"));
        await().atMost(SOON).until(replica::isReady);
        return replica;
    }

    private void speak(Device devices) {
        try {
            for (int i = 0; i < DEVICES; i++) {
                devices.publish("devices/d" + i + "/sensor", "{\"n\":" + published.get() + "}");
                published.incrementAndGet();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many replicas have lately been certain that they missed nothing for as long as a device may be silent. */
    private int certain() {
        return count("replica WHERE seen_at > now() - interval '2 s' AND seen_at - quiet_since >= interval '"
                + SILENCE.toSeconds() + " s'");
    }

    private int count(String what) {
        Integer count = sql.queryForObject("SELECT count(*) FROM " + what, Integer.class);
        return count == null ? 0 : count;
    }
}
