package io.deviceingest.console.devices;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.ConsoleDatabases;
import io.deviceingest.console.database.Found;
import io.deviceingest.problem.Problem;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The list of devices against a real database: who comes first, who is found, and how much is held. */
class DeviceListIT {

    private static final Duration OFFLINE_AFTER = Duration.ofSeconds(90);
    private static final long ROOM = 1 << 20;

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private static final Tables tables = site.tables();

    /** The time of the test, which it moves. */
    private Instant now = Instant.now();

    private int questions;
    private boolean isAway;
    private ConsoleDatabase database;
    private DeviceList list;

    @BeforeEach
    void lookAtTheDatabase() {
        database = ConsoleDatabases.of(site);
        list = roomFor(ROOM);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoNeedsAPersonComesFirst() {
        device("a-well", "online", "message", 1, "now()", null);
        device("b-never", "online", "message", 1, "now() - interval '9 days'", "1000 years");
        device("c-own-limit", "online", "message", 1, "now() - interval '50 minutes'", "1 hour");
        device("d-late", "online", "message", 1, "now() - interval '10 minutes'", null);
        device("e-retained", null, null, 1, null, null);
        device("f-said-goodbye", "offline", "message", 1, "now()", null);
        device("g-silent-long", "offline", "silence", 9, "now()", null);
        device("h-silent-since", "offline", "silence", 2, "now()", null);
        device("i-broken", "online", "message", 1, "now()", null);
        letter("devices/i-broken/sensor", "invalid-json", 1);
        letter("devices/i-broken/sensor", "unmappable", 2);
        device("j-was-broken", "online", "message", 1, "now()", null);
        letter("devices/j-was-broken/sensor", "invalid-json", 60 * 48);

        DevicesModel page = list.page("", "all", 1);

        assertThat(ids(page))
                .containsExactly(
                        "h-silent-since",
                        "g-silent-long",
                        "i-broken",
                        "d-late",
                        "f-said-goodbye",
                        "e-retained",
                        "a-well",
                        "b-never",
                        "c-own-limit",
                        "j-was-broken");
        assertThat(page.devices().get(2).deadLetter().reason()).isEqualTo("invalid-json");
        assertThat(page.devices().get(2).deadLetter().count()).isEqualTo(2);
        assertThat(page.devices().get(7).limitSeconds()).isNull();
        assertThat(page.devices().get(8).limitSeconds()).isEqualTo(3_600);
        assertThat(page.devices().get(9).condition()).isEqualTo("well");
        assertThat(ids(list.page("", "trouble", 1)))
                .containsExactly("h-silent-since", "g-silent-long", "i-broken", "d-late");
        assertThat(page.conditions().get(1).count()).isEqualTo(4);
    }

    @Test
    void aDeviceThatSentNothingButDeadLettersIsInTrouble() {
        device("well", "online", "message", 1, "now()", null);
        letter("devices/never-right/sensor", "invalid-json", 1);
        letter("devices/was-never-right/sensor", "invalid-json", 60 * 48);
        letter("elsewhere/topic", "unknown-topic", 1);

        DevicesModel page = list.page("", "all", 1);

        assertThat(ids(page)).containsExactly("never-right", "well");
        assertThat(page.devices().get(0).condition()).isEqualTo("dead-letters");
        assertThat(page.devices().get(0).heardAt()).isNull();
        assertThat(page.all()).isEqualTo(1);
        assertThat(ids(list.page("right", "trouble", 1))).containsExactly("never-right");
    }

    @Test
    void theExactIdComesBeforeThoseThatHoldIt() {
        device("pump", "online", "message", 1, "now()", null);
        device("PUMP-2", "offline", "silence", 1, "now()", null);
        device("big/pump/<script>\"'&", "offline", "silence", 2, "now()", null);
        device("änderung", "online", "message", 1, "now()", null);

        assertThat(ids(list.page("pump", "all", 1))).containsExactly("pump", "PUMP-2", "big/pump/<script>\"'&");
        assertThat(ids(list.page("<script>", "all", 1))).containsExactly("big/pump/<script>\"'&");
        assertThat(ids(list.page("nderu", "all", 1))).containsExactly("änderung");
        assertThat(ids(list.page("ä", "all", 1))).containsExactly("änderung");
        assertThat(list.page("nobody", "all", 1).total()).isZero();
    }

    @Test
    void aLetterOnAnyTopicThatNamesTheDeviceIsItsOwn() {
        device("floor/lamp", "online", "message", 1, "now()", null);
        device("esp", "online", "message", 1, "now()", null);
        letter("zigbee2mqtt/floor/lamp", "unmappable", 1);
        letter("wrong/place/esp", "unknown-topic", 1);

        assertThat(list.page("", "dead-letters", 1).devices())
                .extracting(DeviceRow::id)
                .containsExactlyInAnyOrder("floor/lamp", "esp");
    }

    @Test
    void ofAVeryLongTopicTheBeginningIsLookedAt() {
        device("esp", "online", "message", 1, "now()", null);
        device("x", "online", "message", 1, "now()", null);
        String longest = "x".repeat(60_000);
        letter("devices/esp/" + longest, "unknown-topic", 1);
        letter("esp/" + longest + "/x", "unknown-topic", 1);
        letter("esp/esp/status", "unmappable", 1);

        DevicesModel page = list.page("", "dead-letters", 1);

        assertThat(ids(page)).containsExactly("esp");
        assertThat(page.devices().get(0).deadLetter().count()).isEqualTo(3);
    }

    @Test
    void aClosedLetterIsNoTrouble() {
        device("esp", "online", "message", 1, "now()", null);
        letter("devices/esp/sensor", "invalid-json", 1);
        tables.sql().update("UPDATE dead_letter SET discarded_at = now()");

        assertThat(list.page("", "all", 1).devices().get(0).deadLetter()).isNull();
    }

    @Test
    void aHundredThousandDevicesAreTurnedOverInPages() {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                SELECT 'device-' || lpad(n::text, 6, '0'), 'online', now(), 'message', now(), now()
                FROM generate_series(1, 100000) AS n""");
        DeviceList roomy = roomFor(8 << 20);

        DevicesModel last = roomy.page("", "all", 2_000);

        assertThat(last.held()).isEqualTo(100_000);
        assertThat(last.pages()).isEqualTo(2_000);
        assertThat(ids(last)).hasSize(50).startsWith("device-099951").endsWith("device-100000");
        assertThat(ids(roomy.page("0500", "all", 1)))
                .startsWith("device-000500")
                .hasSize(50);
        assertThat(roomy.page("", "all", 2_001).devices()).isEmpty();
        assertThat(roomy.page("", "all", Integer.MAX_VALUE).devices()).isEmpty();
    }

    @Test
    void withoutRoomForAllThoseInTroubleAreHeld() {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                SELECT 'device-' || lpad(n::text, 6, '0'), CASE n % 1000 WHEN 999 THEN 'offline' ELSE 'online' END,
                       now(), CASE n % 1000 WHEN 999 THEN 'silence' ELSE 'message' END, now(), now()
                FROM generate_series(1, 50000) AS n""");

        DevicesModel page = list.page("", "silent", 1);

        assertThat(page.all()).isEqualTo(50_000);
        assertThat(page.held()).isBetween(20_000, 40_000);
        assertThat(page.total()).isEqualTo(50);
    }

    @Test
    void theDatabaseIsAskedOnceWhileTheCopyIsFresh() {
        device("a", "online", "message", 1, "now()", null);
        list.page("", "all", 1);
        device("b", "online", "message", 1, "now()", null);
        now = now.plusSeconds(19);
        assertThat(list.page("", "all", 1).all()).isEqualTo(1);
        assertThat(questions).isOne();

        now = now.plusSeconds(2);

        assertThat(list.page("", "all", 1).all()).isEqualTo(2);
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void withTheDatabaseAwayTheLastCopySaysSo() {
        device("a", "online", "message", 1, "now()", null);
        Instant copied = now;
        list.page("", "all", 1);
        isAway = true;
        now = now.plusSeconds(60);

        DevicesModel page = list.page("", "all", 1);

        assertThat(page.problem().sentence()).contains("away");
        assertThat(page.at()).isEqualTo(copied);
        assertThat(ids(page)).containsExactly("a");
        assertThat(roomFor(ROOM).page("", "all", 1).problem().sentence()).contains("away");
    }

    private static List<String> ids(DevicesModel page) {
        return page.devices().stream().map(DeviceRow::id).toList();
    }

    private DeviceList roomFor(long bytes) {
        DeviceCopyReader reader = new DeviceCopyReader(List.of("devices/+/#"), OFFLINE_AFTER, bytes);
        return new DeviceList(
                moment -> {
                    questions++;
                    return isAway
                            ? new Found<>(null, new Problem("the database is away", "bring it back"))
                            : database.ask(transaction -> reader.read(transaction, moment));
                },
                () -> now);
    }

    private static void device(
            String id, String status, String cause, int minutesAgo, String lastSeen, String offlineAfter) {
        tables.sql()
                .update(
                        "INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen, offline_after)"
                                + " VALUES (?, ?, CASE WHEN ?::text IS NOT NULL THEN now() - ? * interval '1 minute' END, ?,"
                                + " now(), " + lastSeen + ", ?::interval)",
                        id,
                        status,
                        status,
                        minutesAgo,
                        cause,
                        offlineAfter);
    }

    private static void letter(String topic, String reason, int minutesAgo) {
        tables.sql()
                .update(
                        "INSERT INTO dead_letter (received_at, topic, payload, reason)"
                                + " VALUES (now() - ? * interval '1 minute', ?, '', ?)",
                        minutesAgo,
                        topic,
                        reason);
    }
}
