package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.TestSite;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody has a page open, and his session ends: he logs in, is where he was, and nothing has changed. */
class SessionEndIT {

    private static final Map<String, String> WRITING =
            Map.of("CONSOLE", "write", "CONSOLE_USERNAME", "ops", "CONSOLE_PASSWORD", "sample-only");

    @RegisterExtension
    static final TestSite SITE = new TestSite().withBroker().withDatabase();

    private static Ingest program;
    private static Browser browser;

    private long letter;

    @BeforeAll
    static void start() throws Exception {
        program = start(FreePort.next());
        browser = Browser.start().look(1280, false);
    }

    @AfterAll
    static void close() throws Exception {
        if (browser != null) {
            browser.close();
        }
        program.close();
    }

    @BeforeEach
    void aPersonIsLoggedIn() {
        letter = SITE.database()
                .sql()
                .queryForObject(
                        "INSERT INTO dead_letter (received_at, topic, qos, retained, payload, reason) VALUES (now(),"
                                + " 'devices/mended/sensor', 1, false, '{\"temperature\":1.5,\"timestamp\":1762254901}',"
                                + " 'invalid-json') RETURNING id",
                        Long.class);
        browser.open(at("/console/overview"));
        if (isAtLogin()) {
            logIn();
        }
    }

    @Test
    void aPageIsThereAfterTheLogin() {
        endSession();

        browser.open(at("/console/dead-letters?device=mended"));

        assertThat(browser.text()).contains("Your session has ended");
        logIn();
        assertThat(browser.address()).isEqualTo(at("/console/dead-letters?device=mended"));
    }

    @Test
    void aPageThatRefreshesItselfLeadsToTheLoginAndBack() {
        browser.open(at("/console/overview?x=1"));
        endSession();

        Patience.await("the login").ignoreExceptions().until(SessionEndIT::isAtLogin);

        logIn();
        assertThat(browser.address()).startsWith(at("/console/overview"));
    }

    @Test
    void aFormChangesNothingAndIsThereAgain() {
        browser.open(at("/console/dead-letters?device=mended"));
        endSession();

        browser.follow("form[action$=discard] button");

        assertThat(browser.text()).contains("Nothing was done: your session has ended");
        logIn();
        assertThat(browser.address()).isEqualTo(at("/console/dead-letters?device=mended"));
        assertThat(isOpen()).isTrue();
    }

    @Test
    void aConfirmationChangesNothingAndLeadsToWhereItWasAskedFor() {
        for (String page : new String[] {"/console/dead-letters?device=mended", "/console/dead-letter?id=" + letter}) {
            browser.open(at(page));
            browser.follow("form[action$=replay] button");
            browser.find("input[name=because]").sendKeys("mended");
            endSession();

            browser.follow("form.fields button");

            assertThat(browser.text()).contains("Nothing was done: your session has ended");
            logIn();
            assertThat(browser.address()).isEqualTo(at(page));
            assertThat(isOpen()).isTrue();
        }
        browser.follow("form[action$=replay] button");
        browser.find("input[name=because]").sendKeys("mended");
        browser.follow("form.fields button");
        assertThat(browser.text()).contains("1\nstored");
    }

    @Test
    void whoCancelsIsWhereHeWas() {
        for (String page : new String[] {"/console/dead-letters?device=mended", "/console/dead-letter?id=" + letter}) {
            browser.open(at(page));
            browser.follow("form[action$=discard] button");
            browser.follow("form.fields a");
            assertThat(browser.address()).isEqualTo(at(page));
        }
        assertThat(isOpen()).isTrue();
    }

    /** With the program: the next one has none of its sessions. */
    private static void endSession() {
        int port = program.managementPort();
        program.close();
        program = start(port);
    }

    private static Ingest start(int port) {
        Map<String, String> settings = new HashMap<>(WRITING);
        settings.put("MANAGEMENT_PORT", String.valueOf(port));
        Ingest started = Ingest.start(SITE.settings(settings));
        started.awaitReady();
        new ConsoleClient(started.managementPort()).awaitConsole();
        return started;
    }

    private static boolean isAtLogin() {
        return browser.title().startsWith("Log in");
    }

    private static void logIn() {
        browser.find("input[name=username]").sendKeys("ops");
        browser.find("input[name=password]").sendKeys("sample-only");
        browser.follow("main button");
    }

    private boolean isOpen() {
        return SITE.database()
                .sql()
                .queryForObject(
                        "SELECT replayed_at IS NULL AND discarded_at IS NULL FROM dead_letter WHERE id = ?",
                        Boolean.class,
                        letter);
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + program.managementPort() + path;
    }
}
