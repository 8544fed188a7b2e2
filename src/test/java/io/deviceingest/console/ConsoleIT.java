package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.TestSite;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console in a browser, from the login on. */
class ConsoleIT {

    private static final Map<String, String> CONSOLE =
            Map.of("CONSOLE", "write", "CONSOLE_USERNAME", "ops", "CONSOLE_PASSWORD", "sample-only");

    @RegisterExtension
    static final TestSite SITE = new TestSite().withBroker().withDatabase().withProgram(CONSOLE);

    private static Browser browser;

    @BeforeAll
    static void openBrowser() throws Exception {
        browser = Browser.start();
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aPersonLogsInAndComesToThePageThatWasAskedFor() throws Exception {
        browser.open(at("/console/overview?x=1"));
        assertThat(browser.title()).isEqualTo("Log in · device-ingest");

        browser.find("input[name=username]").sendKeys("ops");
        browser.find("input[name=password]").sendKeys("sample-only");
        browser.find("main button").click();

        assertThat(browser.address()).endsWith("/console/overview?x=1");
        assertThat(browser.text()).contains("Overview", "mqtt");
        assertThat(browser.complaints()).isEmpty();
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + SITE.program().managementPort() + path;
    }
}
