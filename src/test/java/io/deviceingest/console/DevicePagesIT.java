package io.deviceingest.console;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.WebElement;

/** The pages of devices in a browser, with devices that are well, broken, silent and hostile. */
class DevicePagesIT {

    private static final String HOSTILE = "<script>alert(1)</script>/\"'&+%";

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of("CONSOLE", "read", "MANAGEMENT_ADDRESS", "127.0.0.1", "DEVICE_OFFLINE_AFTER", "1d"))
            .keepingRows();

    private static final Tables tables = SITE.tables();

    private static Browser browser;

    @BeforeAll
    static void store() throws Exception {
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen, attributes)
                VALUES ('greenhouse', 'online', now() - interval '3 days', 'message', now() - interval '40 days', now(),
                        '{"heap": 50000, "rssi": -45, "uptime": 1762254901, "firmware": "1.4.2"}'),
                       ('cellar', 'offline', now() - interval '2 hours', 'silence', now() - interval '9 days',
                        now() - interval '122 minutes', '{}'),
                       ('garage-flaky', 'online', now() - interval '1 day', 'message', now() - interval '9 days', now(), '{}'),
                       ('gate', 'offline', now() - interval '5 hours', 'message', now() - interval '9 days',
                        now() - interval '5 hours', '{}'),
                       ('sleepy', 'online', now() - interval '2 days', 'message', now() - interval '9 days',
                        now() - interval '3 hours', '{}')""");
        tables.sql()
                .update(
                        "UPDATE device SET offline_after = '6 hours', mapped_offline_after = '6 hours' WHERE device_id = 'sleepy'");
        tables.sql().update("""
                INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)
                SELECT 'meter-' || lpad(n::text, 4, '0'), 'online', now() - n * interval '1 minute', 'message', now(), now()
                FROM generate_series(1, 120) AS n""");
        tables.sql()
                .update(
                        "INSERT INTO device (device_id, status, status_at, status_cause, first_seen, last_seen)"
                                + " VALUES (?, 'offline', now() - interval '1 minute', 'silence', now(), now())",
                        HOSTILE);
        storeReadings();
        browser = Browser.start();
    }

    private static void storeReadings() {
        tables.sql().update("""
                INSERT INTO reading (device_id, ts, received_at, digest, metrics)
                SELECT 'greenhouse', now() - n * interval '5 seconds', now(), n,
                       jsonb_build_object('temperature', round((21 + 4 * sin(n / 120.0) + random())::numeric, 1),
                                          'humidity', round((55 + 9 * cos(n / 200.0) + 2 * random())::numeric, 1),
                                          'battery', 85, 'door', n % 40 > 20, 'wifi_status', 'connected')
                FROM generate_series(1, 20000) AS n WHERE n NOT BETWEEN 260 AND 330""");
        tables.sql().update("""
                INSERT INTO device_event (device_id, status, at, cause)
                VALUES ('greenhouse', 'online', now() - interval '3 days', 'message'),
                       ('greenhouse', 'offline', now() - interval '1630 seconds', 'silence'),
                       ('greenhouse', 'online', now() - interval '1290 seconds', 'message')""");
        tables.sql()
                .update(
                        "INSERT INTO reading (device_id, ts, received_at, digest, metrics)"
                                + " SELECT ?, now(), now(), 0, jsonb_build_object(?, 1, ?, repeat('x', 100000))",
                        HOSTILE,
                        "<b>a\u202eb",
                        "n".repeat(5_000));
        for (String topic : List.of("devices/garage-flaky/sensor", "devices/" + HOSTILE + "/sensor")) {
            tables.sql()
                    .update(
                            "INSERT INTO dead_letter (received_at, topic, payload, reason, error, route_id) VALUES"
                                    + " (now() - interval '3 minutes', ?, '{'::bytea, 'invalid-json',"
                                    + " 'Unexpected end-of-input <b>(line 1, column 2)</b>', 'sensor')",
                            topic);
        }
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void forgetComplaints() {
        browser.look(1280, false).open(at("/console/devices"));
        browser.complaints();
    }

    @Test
    void whoIsInTroubleIsFirstAndFoundByAPartOfTheId() throws Exception {
        List<WebElement> rows = browser.findAll(".devices tbody tr");
        assertThat(rows).hasSize(50);
        assertThat(rows.get(0).getText()).contains("dead letters");
        assertThat(browser.text()).contains("page 1 of 3");

        browser.find("input[name=q]").sendKeys("reen");
        browser.follow(".search button");

        assertThat(browser.address()).endsWith("/console/devices?q=reen");
        assertThat(browser.findAll(".devices tbody tr")).hasSize(1);
        browser.follow(".devices tbody a");
        assertThat(browser.find("h1").getText()).isEqualTo("greenhouse");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aDeviceHasAPlotWithItsTableAndItsJson() throws Exception {
        browser.open(device("greenhouse") + "&metric=temperature&hours=1");

        await().until(() -> !browser.findAll(".plot canvas").isEmpty());
        assertThat(browser.find(".values").getText()).contains("temperature", "wifi_status", "connected");
        assertThat(browser.find(".verdict").getText()).contains("Online since");
        browser.find("#plot summary").click();
        assertThat(browser.findAll("#plot tbody tr")).hasSizeGreaterThan(15);
        assertThat(browser.text()).contains("heap", "50000");
        assertThat(browser.complaints()).isEmpty();
        browser.open(device("greenhouse").replace("/device?", "/device.json?"));
        assertThat(browser.text()).contains("\"metric\":\"battery\"");
    }

    @Test
    void aHostileIdIsTextEverywhere() throws Exception {
        for (String page : List.of("/console/devices?q=%3Cscript", "/console/device?id=", "/console/listen?id=")) {
            browser.open(at(page.endsWith("=") ? page + encoded(HOSTILE) : page));
            assertThat(browser.text()).as(page).contains(HOSTILE);
            assertThat(browser.run("return document.querySelectorAll('main script, main b').length"))
                    .isEqualTo(0L);
        }
        browser.open(at("/console/devices?q=%3Cscript"));
        browser.follow(".devices tbody a");
        assertThat(browser.find("h1").getText()).isEqualTo(HOSTILE);
        assertThat(browser.text()).contains("Unexpected end-of-input <b>");
        assertThat(browser.find(".values").getText()).contains("<b>a?b", "x".repeat(1_000) + "…");
        assertThat(browser.complaints()).isEmpty();
        looks("device-hostile");
    }

    @Test
    void listeningShowsWhatComesAndWhatBecomesOfIt() throws Exception {
        browser.open(device("esp8266"));
        assertThat(browser.text()).contains("The database knows no device");
        browser.follow(".device-head button");
        assertThat(browser.address()).endsWith("/console/listen?id=esp8266");
        await().until(() -> browser.text().contains("devices/esp8266/#"));
        Device device = SITE.device();

        device.publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
        await().until(() -> browser.findAll(".heard > li").size() == 1);
        device.publish("devices/esp8266/sensor", "{\"temperature\":");
        await().until(() -> browser.findAll(".heard > li").size() == 2);

        assertThat(browser.find(".heard > li.good").getText()).contains("stored after", "\"temperature\":25.5");
        assertThat(browser.find(".heard > li.bad").getText()).contains("invalid-json", "try:");
        assertThat(browser.complaints()).isEmpty();
        looks("listen");
    }

    @Test
    void whatComesTwiceIsSaidToBeADuplicate() throws Exception {
        String payload = "{\"timestamp\":" + Instant.now().getEpochSecond() + ",\"temperature\":19.5}";
        browser.open(device("twice"));
        browser.follow(".device-head button");
        await().until(() -> browser.text().contains("devices/twice/#"));
        Device device = SITE.device();

        device.publish("devices/twice/sensor", payload);
        device.publish("devices/twice/sensor", payload);

        await().until(() -> browser.findAll(".heard > li").size() == 2);
        List<WebElement> heard = browser.findAll(".heard > li");
        assertThat(heard.get(0).getText())
                .contains("duplicate: the same came at")
                .doesNotContain("stored after");
        assertThat(heard.get(1).getText()).contains("stored after").doesNotContain("duplicate");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void everyPageFitsInLightAndDark() throws Exception {
        browser.open(at("/console/devices"));
        looks("devices");
        browser.open(device("greenhouse") + "&metric=temperature");
        await().until(() -> !browser.findAll(".plot canvas").isEmpty());
        looks("device");
        browser.open(device("garage-flaky"));
        looks("device-broken");
    }

    @Test
    void whatNoDeviceIsCalledIsRefused() throws Exception {
        browser.open(at("/console/device?id="));
        assertThat(browser.text()).contains("1 to 128 printable characters");
        for (String nul : List.of("devices?q=%00", "device?id=a&metric=%00", "dead-letters?device=%00")) {
            browser.open(at("/console/" + nul));
            assertThat(browser.text()).as(nul).contains("holds a NUL");
        }
        browser.open(at("/console/dead-letters?since=200000000d"));
        assertThat(browser.text()).contains("\"since\" must be a time ago");
        browser.open(at("/console/device?id=a&hours=5"));
        assertThat(browser.text()).contains("1, 24 or 168");
    }

    private static void looks(String name) throws Exception {
        for (int width : new int[] {1280, 390}) {
            for (boolean dark : new boolean[] {false, true}) {
                browser.look(width, dark);
                assertThat((Long) browser.run(
                                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                        .as(name + " at " + width)
                        .isNotPositive();
                browser.screenshot(name + "-" + width + (dark ? "-dark" : ""));
            }
        }
    }

    private static String device(String id) {
        return at("/console/device?id=" + encoded(id));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + SITE.program().managementPort() + path;
    }
}
