package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Browser;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The console in a browser, with devices that are well, broken and hostile. */
class ConsoleIT {

    private static final String HOSTILE = "<script>document.title='hacked'</script>\"'&";

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of("CONSOLE", "write", "CONSOLE_USERNAME", "ops", "CONSOLE_PASSWORD", "sample-only"));

    private static Browser browser;

    @BeforeEach
    void aPersonIsLoggedIn() throws Exception {
        if (browser == null) {
            browser = Browser.start();
        }
        new ConsoleClient(SITE.program().managementPort()).awaitConsole();
        browser.look(1280, false).open(at("/console/overview?x=1"));
        if (browser.title().startsWith("Log in")) {
            Looks.assertGood(browser, "login");
            browser.find("input[name=username]").sendKeys("ops");
            browser.find("input[name=password]").sendKeys("sample-only");
            browser.follow("main button");
            // To the page that was asked for.
            assertThat(browser.address()).endsWith("/console/overview?x=1");
        }
    }

    @AfterAll
    static void closeBrowser() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void theOverviewAnswersWhetherMessagesAreStoredWithFiguresThatAddUp() throws Exception {
        SITE.device().publish("devices/well/sensor", "{\"temperature\":21.5}");
        SITE.device("second").publish("devices/broken/sensor", "{\"temperature\":");
        Patience.await("both are settled")
                .until(() -> letters() == 1
                        && browser.open(at("/console/overview")).text().contains("Messages are taken and stored"));

        browser.open(at("/console/overview"));

        assertThat(browser.findAll(".part").stream().map(part -> part.getAttribute("class")))
                .hasSize(5)
                .allSatisfy(classes -> assertThat(classes).contains("good"));
        List<Long> outcomes = browser.findAll(".outcomes td.strong").stream()
                .map(cell -> Long.valueOf(cell.getText().replaceAll("\\D", "")))
                .toList();
        assertThat(browser.find(".source .figure").getText().replaceAll("\\D", ""))
                .isEqualTo(String.valueOf(
                        outcomes.stream().mapToLong(Long::longValue).sum()));
        assertThat(browser.find(".log").getText()).contains("Subscribed to devices/+/#");
        Looks.assertGood(browser, "overview");
    }

    @Test
    void anOverviewThatIsNotAnsweredAnyMoreSaysSo() throws Exception {
        browser.open(at("/console/overview")).offline(true);
        try {
            Patience.await("it says so")
                    .until(() -> browser.text().contains("The program has not answered since")
                            && browser.findAll(".live.stale").size() == 1);
        } finally {
            browser.offline(false);
        }
        Patience.await("it is as before")
                .until(() -> browser.findAll(".away, .stale").isEmpty());
        browser.complaints();
    }

    @Test
    void thePartsThatRenewThemselvesLeaveTheFocusWhereItIs() {
        browser.open(at("/console/overview"));
        String time = "return document.querySelector('#flow + span time').textContent";
        browser.run("document.querySelector('.outcomes a').focus()");
        Object before = browser.run(time);

        Patience.await("it is renewed").until(() -> !browser.run(time).equals(before));

        assertThat(browser.run("return document.activeElement === document.querySelector('.outcomes a')"))
                .isEqualTo(true);
    }

    @Test
    void aRequestThatCannotBeReadIsRefusedAsSuch() throws Exception {
        ConsoleClient anybody = new ConsoleClient(SITE.program().managementPort());

        assertThat(anybody.get("/console/login?x=%ff").statusCode()).isEqualTo(400);
        assertThat(anybody.get("/console/login?x=%ED%A0%80").body()).contains("cannot be read");
        assertThat(anybody.get("/console/login?" + "x&".repeat(1_500)).statusCode())
                .isEqualTo(400);
        assertThat(anybody.post("/console/login", "x=" + "x".repeat(1 << 20)).statusCode())
                .isEqualTo(413);
    }

    @Test
    void aHostileDeviceIsShownAndNeverRun() throws Exception {
        long id = letter(
                "devices/" + HOSTILE + "/sensor", ("{\"x\":\"" + HOSTILE + "\u202E").getBytes(StandardCharsets.UTF_8));

        for (String page : List.of("/console/dead-letters", "/console/dead-letter?id=" + id)) {
            browser.open(at(page));
            assertThat(browser.title()).doesNotContain("hacked");
            assertThat(browser.text()).contains("<script>document.title='hacked'</script>");
            assertThat(browser.findAll("script:not([src])")).isEmpty();
        }
        browser.find("summary").click();
        Looks.assertGood(browser, "dead-letter");
        // What turns the direction of a text is marked.
        assertThat(browser.find("pre").getText()).endsWith("\uFFFD");
        browser.open(at("/console/dead-letters?device=" + ConsoleClient.encoded(HOSTILE)));
        assertThat(browser.find("input[name=device]").getAttribute("value")).isEqualTo(HOSTILE);
        assertThat(browser.findAll(".letters tbody tr")).hasSize(1);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLargePayloadIsShownInPartsAndBytesInHexadecimal() throws Exception {
        byte[] bytes = new byte[256 * 1024];
        bytes[bytes.length - 1] = (byte) 0xEE;
        long id = letter("devices/large/sensor", bytes);

        browser.open(at("/console/dead-letter?id=" + id));
        assertThat(browser.find("pre.hex").getText())
                .startsWith("00000000  00 00")
                .doesNotContain("00 ee");
        browser.follow("a[href*=whole]");
        assertThat(String.valueOf(browser.run("return document.querySelector('pre.hex').textContent")))
                .contains("0003fff0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ee");
        browser.open(at("/console/dead-letter?id=" + id));
        Looks.assertGood(browser, "dead-letter-hex");
    }

    @Test
    void lettersAreTriedThenReplayedWithAReasonAndPressedTwiceStoredOnce() throws Exception {
        long good = letter(
                "devices/mended/sensor",
                "{\"temperature\":1.5,\"timestamp\":1762254901}".getBytes(StandardCharsets.UTF_8));
        long bad = letter("devices/mended/sensor", "no".getBytes(StandardCharsets.UTF_8));

        browser.open(at("/console/dead-letter?id=" + good));
        browser.follow("form[action$=rehearse] button");
        assertThat(browser.find(".now").getText()).contains("Now it would be stored", "Nothing was changed");
        Looks.assertGood(browser, "dead-letter-now");
        browser.open(at("/console/dead-letters?device=mended"));
        Looks.assertGood(browser, "dead-letters");
        browser.follow("form[action$=replay] button");
        assertThat(browser.text()).contains("Replay 2 dead letters?", "1\nstored", "1\nstays");
        assertThat(column("replayed_at IS NULL", good)).isEqualTo(true);
        Looks.assertGood(browser, "replay");

        browser.find("input[name=because]").sendKeys("mapping <b>fixed</b>");
        WebElement form = browser.find("form.fields");
        browser.run("window.again = new URLSearchParams(new FormData(arguments[0])).toString()", form);
        String again = String.valueOf(browser.run("return window.again"));
        browser.follow(form.findElement(By.cssSelector("button")));

        assertThat(browser.text()).contains("Replayed", "1\nstored", "1\nstays");
        assertThat(column("closed_by", good)).isEqualTo("ops");
        assertThat(column("closed_reason", good)).isEqualTo("mapping <b>fixed</b>");
        assertThat(column("closed_by", bad)).isNull();
        assertThat(browser.run(
                                "var r = new XMLHttpRequest(); r.open('POST', '/console/dead-letters/replay', false);"
                                        + "r.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');"
                                        + "r.send(arguments[0]); return r.responseText",
                                again)
                        .toString())
                .contains("skipped");
        assertThat(SITE.database()
                        .sql()
                        .queryForObject("SELECT count(*) FROM reading WHERE device_id = 'mended'", Long.class))
                .isEqualTo(1);
    }

    @Test
    void lettersAreDiscardedByAFilterWithAReason() throws Exception {
        long one = letter("devices/gone/sensor", "x".getBytes(StandardCharsets.UTF_8));
        long other = letter("devices/stays/sensor", "x".getBytes(StandardCharsets.UTF_8));

        browser.open(at("/console/dead-letters?device=gone"));
        browser.follow("form[action$=discard] button");
        browser.find("input[name=because]").sendKeys("test device");
        browser.follow("form.fields button");

        assertThat(browser.text()).contains("1\ndiscarded");
        Looks.assertGood(browser, "discarded");
        browser.open(at("/console/dead-letter?id=0"));
        assertThat(browser.text()).contains("must be a number");
        assertThat(browser.complaints()).singleElement().asString().contains("400");
        Looks.assertGood(browser, "refused");
        assertThat(column("closed_reason", one)).isEqualTo("test device");
        assertThat(column("discarded_at", other)).isNull();
    }

    @Test
    void theChecksRunOnDemandAndShowThemselvesAsTheyCome() throws Exception {
        browser.open(at("/console/checks"));
        browser.follow("form[action$=run] button");

        Patience.await("the checks are done")
                .until(() -> browser.text().contains("Run them again")
                        && !browser.findAll(".verdicts").isEmpty());
        assertThat(browser.text()).contains("broker SUBSCRIBE", "database schema");
        assertThat(browser.complaints()).isEmpty();
        Looks.assertGood(browser, "checks");
    }

    @Test
    void aPageWithALongListHasAWayToTheOlderOnes() throws Exception {
        SITE.database()
                .sql()
                .update(
                        "INSERT INTO dead_letter (received_at, topic, payload, reason) SELECT now(), 'devices/d' || n || '/sensor', 'x', 'invalid-json' FROM generate_series(1, 10000) n");

        browser.open(at("/console/dead-letters"));

        assertThat(browser.findAll(".letters tbody tr")).hasSize(50);
        String last = browser.findAll(".letters tbody tr td a").get(49).getText();
        browser.follow(".more a");
        assertThat(Long.parseLong(browser.find(".letters tbody tr td a").getText()))
                .isEqualTo(Long.parseLong(last) - 1);
        browser.open(at("/console/dead-letters"));
        browser.follow("form[action$=discard] button");
        assertThat(browser.text()).contains("The filter matches 10\u202F000", "at most 1\u202F000");
    }

    private static long letters() {
        return SITE.database().sql().queryForObject("SELECT count(*) FROM dead_letter", Long.class);
    }

    private static long letter(String topic, byte[] payload) {
        return SITE.database()
                .sql()
                .queryForObject(
                        "INSERT INTO dead_letter (received_at, topic, qos, retained, payload, reason, error, route_id)"
                                + " VALUES (now(), ?, 1, false, ?, 'invalid-json', ?, 'sensor') RETURNING id",
                        Long.class,
                        topic,
                        payload,
                        HOSTILE);
    }

    private static Object column(String expression, long id) {
        return SITE.database()
                .sql()
                .queryForObject("SELECT " + expression + " FROM dead_letter WHERE id = ?", Object.class, id);
    }

    private static String at(String path) {
        return "http://127.0.0.1:" + SITE.program().managementPort() + path;
    }
}
