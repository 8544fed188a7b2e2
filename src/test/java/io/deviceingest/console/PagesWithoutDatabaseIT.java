package io.deviceingest.console;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.TestSite;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With the database away, the pages of devices and routes answer, and say so. */
class PagesWithoutDatabaseIT {

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .withBroker()
            .withServer()
            .withProgram(Map.of("CONSOLE", "read", "MANAGEMENT_ADDRESS", "127.0.0.1"));

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = Browser.start().look(1280, false);
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void eachPageAnswersAndSaysSoUntilItIsBack() throws Exception {
        SITE.server().stop();

        browser.open(at("/console/devices"));
        assertThat(browser.find(".notice").getText()).contains("try:");
        Looks.assertGood(browser, "devices-away");
        browser.open(at("/console/dead-letters"));
        assertThat(browser.text()).contains("The database does not answer");
        Looks.assertGood(browser, "dead-letters-away");
        await("the program knows")
                .until(() ->
                        browser.open(at("/console/overview")).text().contains("Nothing can be stored at the moment"));
        Looks.assertGood(browser, "overview-away");
        browser.open(at("/console/device?id=esp8266"));
        assertThat(browser.find(".verdict").getText()).contains("unanswered", "try:");
        assertThat(browser.findAll(".device-head button")).hasSize(1);
        browser.open(at("/console/routes"));
        assertThat(browser.findAll(".drawing .box")).isNotEmpty();
        browser.open(at("/console/listen?id=esp8266"));
        browser.follow(".page-head button");
        await().until(() -> browser.text().contains("the database fails"));

        SITE.server().start();

        await().until(() -> {
            browser.open(at("/console/devices"));
            return browser.text().contains("A device appears here with its first message");
        });
        browser.open(at("/console/device?id=esp8266"));
        assertThat(browser.find(".verdict").getText()).contains("The database knows no device");
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + SITE.program().managementPort() + path;
    }
}
