package io.deviceingest.presence;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas in a shared subscription on Mosquitto, which goes on queueing for one that is away: the devices whose
 * messages wait there are not silent.
 */
class ReplicaPresenceIT {

    private static final Duration SILENCE = Duration.ofSeconds(4);
    private static final int DEVICES = 10;
    private static final String SILENT_EVENTS = "device_event WHERE cause = 'silence'";

    @RegisterExtension
    final TestSite site = new TestSite().withBroker(MosquittoBroker::start).withDatabase();

    private final Tables tables = site.tables();

    private Ingest other;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger published = new AtomicInteger();

    @BeforeEach
    void startReplicas() {
        start("one");
        other = start("other");
    }

    @AfterEach
    void speakNoMore() {
        timer.shutdownNow();
    }

    @Test
    void whileOneReplicaIsAwayNobodyIsDeclaredSilentThatItsSessionHears() throws Exception {
        Device devices = site.device("devices");
        timer.scheduleAtFixedRate(() -> speak(devices), 0, 500, TimeUnit.MILLISECONDS);
        // Both have listened for long enough to judge.
        await().until(() -> certain() == 2 && tables.count("device") == DEVICES);
        other.close();

        await().during(SILENCE.multipliedBy(3)).until(() -> tables.count(SILENT_EVENTS) == 0);
        assertThat(tables.count("reading")).as("some wait in its session").isLessThan(published.get() - DEVICES);

        start("other");
        await().until(() -> certain() == 2);
        assertThat(tables.count(SILENT_EVENTS)).isZero();

        timer.shutdown();
        assertThat(timer.awaitTermination(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        tables.awaitCount("reading", published.get());
        // Both notice those who are silent.
        tables.awaitCount("device WHERE status_cause = 'silence'", DEVICES);
    }

    private Ingest start(String clientId) {
        return site.startReady(Map.of(
                "MQTT_CLIENT_ID",
                clientId,
                "MQTT_SHARE_GROUP",
                "ingest",
                "DEVICE_OFFLINE_AFTER",
                SILENCE.toSeconds() + "s",
                "PRESENCE_SWEEP_EVERY_MS",
                "200"));
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
        return tables.count("replica WHERE seen_at > now() - interval '2 s' AND seen_at - quiet_since >= interval '"
                + SILENCE.toSeconds() + " s'");
    }
}
