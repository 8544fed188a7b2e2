package io.deviceingest.presence;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who counts as online: a device that fell silent does not; one that could not be heard still does. */
class PresenceIT {

    /** What a device may say nothing for, here. */
    private static final Duration SILENCE = Duration.ofSeconds(4);

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withServer();

    private static final Tables tables = site.tables();

    private Ingest ingest;

    @Test
    void aSilentDeviceTurnsOfflineAndItsNextMessageTurnsItOnline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("offline", "silence");

        send("{\"t\":2}");

        awaitStatus("online", "message");
        assertThat(tables.texts("SELECT status || ' by ' || cause FROM device_event ORDER BY id"))
                .startsWith("online by message", "offline by silence", "online by message");
    }

    @Test
    void aDeviceHasALimitOfItsOwnLongerOrShorterThanThatOfAll() throws Exception {
        startReady(Map.of("DEVICE_OFFLINE_AFTER", "1h"));
        send("{\"t\":1}");
        Device other = site.device("other");
        other.publish("devices/other/heartbeat", "{}");
        await().until(() -> tables.count("device") == 2);

        tables.sql().execute("UPDATE device SET offline_after = '2 seconds' WHERE device_id = 'd'");

        await().until(() -> statusOf("d").equals("offline by silence"));
        assertThat(statusOf("other")).isEqualTo("online by message");
        tables.sql().execute("UPDATE device SET offline_after = '1000 years' WHERE device_id = 'd'");
        send("{\"t\":2}");
        await().until(() -> statusOf("d").equals("online by message"));
        staysOnlineFor(SILENCE);
    }

    @Test
    void aRestartOfTheProgramDeclaresNobodyOfflineBeforeItHasListenedLongEnough() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        ingest.close();
        tables.sql().execute("UPDATE device SET last_seen = now() - interval '1 hour'");

        startReady();

        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void anOutageOfTheDatabaseDeclaresNobodyOffline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        site.server().stop();
        send("{\"t\":2}");
        await().until(() -> ingest.metric("device_ingest_oldest_unacknowledged_seconds") > 5);
        site.server().start();

        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void anOutageOfTheBrokerDeclaresNobodyOffline() throws Exception {
        startReady();
        send("{\"t\":1}");
        awaitStatus("online", "message");
        site.broker().stop();
        // No message of ours shows how much time has passed, so the table is told instead.
        tables.sql().execute("UPDATE device SET last_seen = now() - interval '1 hour'");
        staysOnlineFor(SILENCE.plusSeconds(1));

        site.broker().start();

        ingest.awaitReady();
        staysOnlineFor(SILENCE.minusSeconds(2));
        awaitStatus("offline", "silence");
    }

    @Test
    void whileAsManyMessagesAreInFlightAsMayBeNobodyIsDeclaredOffline() throws Exception {
        startReady(Map.of("MQTT_RECEIVE_MAXIMUM", "1"));
        send("{\"t\":1}");
        awaitStatus("online", "message");

        // Each message fills the window: how many more the broker keeps, nobody can tell.
        Device other = site.device("other");
        await().during(SILENCE.plusSeconds(3))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    other.publish("devices/other/heartbeat", "{}");
                    return statusOf("d").equals("online by message");
                });

        await().until(() -> statusOf("d").equals("offline by silence"));
    }

    private void startReady() {
        startReady(Map.of());
    }

    private void startReady(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>();
        all.put("DEVICE_OFFLINE_AFTER", SILENCE.toSeconds() + "s");
        all.put("PRESENCE_SWEEP_EVERY_MS", "200");
        all.putAll(settings);
        ingest = site.startReady(all);
    }

    private void send(String reading) throws Exception {
        try (Device device = new Device(site.broker(), "device")) {
            device.publish("devices/d/sensor", reading);
        }
    }

    private void awaitStatus(String status, String cause) {
        await().untilAsserted(() -> assertThat(statuses()).containsExactly(status + " by " + cause));
    }

    private void staysOnlineFor(Duration time) {
        await().during(time)
                .atMost(time.plusSeconds(5))
                .until(() -> Set.copyOf(statuses()).equals(Set.of("online by message")));
    }

    private String statusOf(String device) {
        return tables.text("SELECT status || ' by ' || status_cause FROM device WHERE device_id = ?", device);
    }

    private List<String> statuses() {
        return tables.texts("SELECT status || ' by ' || status_cause FROM device");
    }
}
