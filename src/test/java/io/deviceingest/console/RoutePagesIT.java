package io.deviceingest.console;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Axe;
import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.util.FileSystemUtils;

/** The pages of the routes in a browser: the topology, an edit that is refused, the cases, and a payload that is tried. */
class RoutePagesIT {

    @RegisterExtension
    static final TestSite SITE = new TestSite().withBroker().withDatabase();

    @TempDir
    private static Path routes;

    private static Ingest program;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        program = Ingest.start(SITE.settings(Map.of(
                "CONSOLE", "read",
                "MANAGEMENT_ADDRESS", "127.0.0.1",
                "ROUTES_DIR", routes.toString(),
                "ROUTES_DIALECTS", "zigbee2mqtt,tasmota",
                "ROUTES_RELOAD", "true")));
        program.awaitReady();
        browser = Browser.start();
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        program.close();
    }

    @BeforeEach
    void openRoutes() {
        browser.look(1280, false).open(at("/console/routes"));
        browser.complaints();
    }

    @Test
    void eachRouteIsDrawnAndInTheTable() throws Exception {
        browser.find("summary").click();

        assertThat(browser.find("table").getText())
                .contains("sensor.camel.yaml:", "sensor.jslt", "Turn a sensor message into an envelope and store it");
        assertThat(browser.findAll(".drawing .box")).hasSizeGreaterThan(15);
        assertThat(browser.find(".drawing").getText()).contains("devices/+/#", "zigbee2mqtt", "PostgreSQL");
        Looks.assertGood(browser, "routes-table");
        assertDrawingIsReadable();
    }

    private static void assertDrawingIsReadable() {
        for (boolean dark : new boolean[] {false, true}) {
            browser.look(1280, dark);
            for (String kind : List.of(".filter", ".timer", ".route", ".failure", ".end")) {
                WebElement box = browser.find(".drawing " + kind);
                assertThat(Axe.contrast(
                                browser,
                                "fill",
                                box.findElement(By.tagName("text")),
                                box.findElement(By.tagName("rect"))))
                        .as(kind + (dark ? " in dark" : " in light"))
                        .isGreaterThan(4.5);
            }
        }
        browser.look(1280, false);
    }

    @Test
    void aRefusedEditIsThereWithFileAndLineUntilItIsFixed() throws Exception {
        Path mapping = routes.resolve("mapping/sensor.jslt");
        String right = Files.readString(mapping);
        try {
            Files.writeString(mapping, right.replaceFirst("\\{", "{{"));
            await().until(() -> isEditShown(true));
            assertThat(browser.find(".edit").getText()).contains("mapping/sensor.jslt", "rejected");
            assertThat(browser.find(".edit").getText()).containsPattern("sensor\\.jslt\\S*:\\d+");
            Looks.assertGood(browser, "routes-rejected");
            browser.open(at("/console/overview"));
            assertThat(browser.find(".part.warn").getText()).contains("Routes", "edit rejected");
            assertThat(browser.find(".notice.warn").getText()).contains("mapping/sensor.jslt", "try:");
            Looks.assertGood(browser, "overview-rejected");
        } finally {
            Files.writeString(mapping, right);
        }
        await().until(() -> isEditShown(false));
        browser.open(at("/console/overview"));
        assertThat(browser.find(".log").getText()).contains("The files are those in force again");
    }

    @Test
    void casesRunWhenSomebodyAsksForIt() throws Exception {
        browser.follow("#cases button");

        assertThat(browser.address()).endsWith("/console/routes#cases");
        assertThat(browser.find("#cases").getText()).contains("as expected, 0 different");
        assertThat(browser.complaints()).isEmpty();
        Looks.assertGood(browser, "routes");
    }

    @Test
    void aPayloadIsTriedAndCopiedAsACase() throws Exception {
        browser.follow("a[href='/console/try']");
        browser.find("input[name=topic]").sendKeys("devices/esp8266/sensor");
        browser.find("textarea").sendKeys("{\"temperature\": 25.5, \"note\": \"<b>\"}");
        browser.follow(".try-form button");

        assertThat(browser.find(".verdict").getText()).contains("stored", "route sensor");
        assertThat(browser.text()).contains("reading", "device_event", "\"note\" : \"<b>\"");
        assertThat(browser.find("#case-text").getText()).contains("topic: devices/esp8266/sensor");
        browser.find("[data-copy]").click();
        await().until(() -> browser.find("[data-copy]").getText().equals("Copied"));
        Looks.assertGood(browser, "try");
        browser.follow(".verdict a");
        assertThat(browser.address()).contains("/console/try?");
        assertThat(browser.find(".verdict").getText()).contains("stored");
        assertThat(browser.complaints()).isEmpty();
        assertThat(SITE.tables().rows()).isZero();
    }

    @Test
    void aBrokenPayloadSaysWhatToTry() throws Exception {
        browser.open(at("/console/try?topic=devices/esp8266/sensors&payload=%7B"));

        assertThat(browser.find(".verdict").getText())
                .contains("dead letter", "unknown-topic", "publish to devices/esp8266/sensor");
        Looks.assertGood(browser, "try-broken");
    }

    @Test
    void aTopicThatNobodySubscribesToIsSaidNotToArrive() throws Exception {
        browser.open(at("/console/try?topic=elsewhere/topic&payload=1"));
        assertThat(browser.find(".verdict").getText())
                .contains("would not arrive", "No route subscribes", "MQTT_TOPIC");

        browser.open(at("/console/try?topic=devices/%23&payload=1"));
        assertThat(browser.text()).contains("The topic of a message has no + and no #");
    }

    private static boolean isEditShown(boolean shown) {
        browser.open(at("/console/routes"));
        return browser.findAll(".edit").isEmpty() != shown;
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + program.managementPort() + path;
    }
}
