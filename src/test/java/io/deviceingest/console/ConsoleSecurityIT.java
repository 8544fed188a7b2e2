package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may open the console, and what is refused, over plain HTTP. */
class ConsoleSecurityIT {

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of("CONSOLE", "write", "CONSOLE_USERNAME", "ops", "CONSOLE_PASSWORD", "sample-only"));

    private static final String POSTS = "/console/dead-letters/replay,/console/dead-letters/discard,"
            + "/console/dead-letter/rehearse,/console/checks/run,/console/logout";

    private ConsoleClient person;

    @BeforeEach
    void aPersonComes() {
        person = new ConsoleClient(SITE.program().managementPort());
        person.awaitConsole();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/x", "/actuator", "/actuator/env", "/login", "/console/x", "/console/overview/", "/consolex"})
    void everyOtherPathIsNotFoundAndNoLogin(String path) throws Exception {
        assertThat(person.get(path).statusCode()).isEqualTo(404);
        assertThat(person.post(path, "").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//console/overview",
                "/console//overview",
                "/console/overview;x",
                "/console/./overview",
                "/x/../console/overview",
                "/console/%6fverview",
                "/console%2foverview",
                "//actuator/prometheus"
            })
    void aPathThatIsWrittenInAnotherWayIsNotFound(String path) throws Exception {
        int port = SITE.program().managementPort();

        assertThat(RawRequest.status(port, path, "127.0.0.1:" + port)).isEqualTo(404);
    }

    @Test
    void theActuatorStaysOpenAndTheRootLeadsToTheConsole() throws Exception {
        assertThat(person.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(person.get("/actuator/health/readiness").body()).startsWith("{\"status\":\"UP\"");
        assertThat(person.get("/actuator/prometheus").body()).contains("device_ingest_messages_received_total");
        assertThat(person.post("/actuator/health", "").statusCode()).isEqualTo(405);
        assertThat(person.get("/").headers().firstValue("Location")).hasValue("/console");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/overview",
                "/console/dead-letters",
                "/console/dead-letter?id=1",
                "/console/checks"
            })
    void whoeverIsNotKnownIsLedToTheLoginAndAScriptIsRefused(String path) throws Exception {
        HttpResponse<String> page = person.get(path);
        assertThat(page.statusCode()).isEqualTo(303);
        assertThat(page.headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).startsWith("/console/login?next="));
        if (!path.equals("/console")) {
            String twin = path.replaceFirst("(\\?|$)", ".json$1");
            assertThat(person.get(twin).statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/overview.json", "/console/dead-letters.json", "/console/checks.json"})
    void aScriptSendsThePasswordWithEachRequest(String path) throws Exception {
        HttpResponse<String> json = person.with("Authorization", ConsoleClient.basic("ops", "sample-only"))
                .get(path);

        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(json.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void nothingIsDoneWithoutALoginWithoutATokenOrFromElsewhere() throws Exception {
        for (String path : POSTS.split(",", -1)) {
            person = new ConsoleClient(SITE.program().managementPort());
            String token = person.token("/console/login");
            if (!path.endsWith("logout")) {
                assertThat(person.post(path, "_csrf=" + token).statusCode())
                        .as("without a login: " + path)
                        .isEqualTo(303);
            }
            person.logIn("ops", "sample-only");
            token = person.token("/console/checks");
            assertThat(person.post(path, "").statusCode())
                    .as("without a token: " + path)
                    .isEqualTo(403);
            assertThat(person.post(path, "_csrf=wrong").statusCode())
                    .as("wrong token: " + path)
                    .isEqualTo(403);
            for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1:1"}) {
                assertThat(person.with("Origin", origin)
                                .post(path, "_csrf=" + token)
                                .statusCode())
                        .as(origin + ": " + path)
                        .isEqualTo(403);
            }
        }
        assertThat(SITE.database().sql().queryForObject("SELECT count(closed_by) FROM dead_letter", Long.class))
                .isZero();
    }

    @Test
    void everyAnswerForbidsWhatABrowserNeedNotDo() throws Exception {
        person.logIn("ops", "sample-only");
        for (String path :
                new String[] {"/console/overview", "/console/overview.json", "/x", "/actuator/health", "/console/login"
                }) {
            assertThat(person.get(path).headers().map()).as(path).satisfies(headers -> {
                assertThat(headers.get("content-security-policy").toString())
                        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe");
                assertThat(headers.get("x-content-type-options")).containsExactly("nosniff");
                assertThat(headers.get("referrer-policy")).containsExactly("no-referrer");
                assertThat(headers.get("cache-control")).containsExactly("no-store");
            });
        }
    }

    @Test
    void cookiesAreForThisSiteAloneAndBehindTlsForTlsAlone() throws Exception {
        HttpResponse<String> plain = person.logIn("ops", "sample-only");
        assertThat(plain.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie)
                        .contains("HttpOnly", "SameSite=Strict", "Path=/console")
                        .doesNotContain("Secure"));

        HttpResponse<String> tls = new ConsoleClient(SITE.program().managementPort())
                .with("X-Forwarded-Proto", "https")
                .get("/console/login");
        assertThat(tls.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("Secure"));
    }

    @Test
    void wrongPasswordsAreSlowedDown() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(person.logIn("ops", "wrong").headers().firstValue("Location"))
                    .hasValueSatisfying(to -> assertThat(to).contains("wrong=yes"));
        }
        // The right one neither, until the pause is over.
        assertThat(person.logIn("ops", "sample-only").headers().firstValue("Location"))
                .hasValueSatisfying(to -> assertThat(to).contains("pause="));
        Patience.await("the pause is over")
                .until(() -> person.logIn("ops", "sample-only")
                        .headers()
                        .firstValue("Location")
                        .orElse("")
                        .equals("/console/overview"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/\\evil.example", "/console/../x", "/actuator/health"
            })
    void theLoginLeadsNowhereElse(String next) throws Exception {
        assertThat(person.logIn("ops", "sample-only", next).headers().firstValue("Location"))
                .hasValue("/console/overview");
    }

    @Test
    void filesOfThePagesAreKeptByBrowsersAndNamedByTheirContent() throws Exception {
        String css = person.get("/console/login").body().replaceAll("(?s).*href=\"([^\"]*console.css)\".*", "$1");
        HttpResponse<Void> asset = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + SITE.program().managementPort() + css))
                                .build(),
                        BodyHandlers.discarding());

        assertThat(css).matches("/console/assets/[0-9a-f]{12}/console.css");
        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(asset.headers().firstValue("Cache-Control").orElse("")).contains("immutable");
        assertThat(person.get("/console/assets/000000000000/console.css").statusCode())
                .isEqualTo(404);
    }
}
