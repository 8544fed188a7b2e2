package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.Patience;
import io.deviceingest.testkit.TestSite;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console without a password, on this machine alone, and with the database away. */
class ConsoleModesIT {

    private static final Map<String, String> READING = Map.of("CONSOLE", "read", "MANAGEMENT_ADDRESS", "127.0.0.1");

    @RegisterExtension
    static final TestSite SITE = new TestSite().withBroker().withServer().withProgram(READING);

    private static ConsoleClient person() {
        ConsoleClient person = new ConsoleClient(SITE.program().managementPort());
        person.awaitConsole();
        return person;
    }

    @Test
    void itIsOpenedWithoutAPasswordAndChangesNothing() throws Exception {
        ConsoleClient person = person();

        assertThat(person.get("/console/overview").statusCode()).isEqualTo(200);
        assertThat(person.get("/console/login").statusCode()).isEqualTo(404);
        HttpResponse<String> replay =
                person.post("/console/dead-letters/replay", "_csrf=" + person.token("/console/checks"));
        assertThat(replay.statusCode()).isEqualTo(403);
        assertThat(replay.body()).contains("The console only reads", "CONSOLE=write");
        assertThat(person.get("/console/dead-letters").body()).doesNotContain("/console/dead-letters/replay");
        assertThat(person.post("/console/checks/run", "_csrf=" + person.token("/console/checks"))
                        .statusCode())
                .isEqualTo(303);
    }

    /** A page from elsewhere can make its own name lead here; a browser calls it by that name. */
    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:9000, 200",
        "127.0.0.1:8081, 200",
        "[::1]:8081, 200",
        "evil.example, 421",
        "127.0.0.1.evil.example, 421",
        "localhost.evil.example:8081, 421"
    })
    void itAnswersToNamesOfThisMachineAlone(String host, int status) throws Exception {
        assertThat(RawRequest.status(SITE.program().managementPort(), "/console/overview.json", host))
                .isEqualTo(status);
    }

    @Test
    void withTheDatabaseAwayEveryPageAnswersAndSaysSo() throws Exception {
        ConsoleClient person = person();
        SITE.server().stop();
        try {
            // Its first answer may be that none came in time, while a connection is still held.
            Patience.await("the program knows")
                    .until(() -> SITE.program().problem("database").contains("nothing listens at"));

            assertThat(person.get("/console/overview").body())
                    .contains("Nothing can be stored at the moment: Database", "nothing listens at");
            for (String page : new String[] {"/console/dead-letters", "/console/dead-letter?id=1"}) {
                HttpResponse<String> answer = person.get(page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).contains("The database does not answer", "nothing listens at", "try:");
            }
            assertThat(person.get("/console/dead-letters.json").body()).contains("\"problem\":{", "nothing listens at");
        } finally {
            SITE.server().start();
        }
        Patience.await("it is back")
                .until(() -> person.get("/console/dead-letters").body().contains("There is no open dead letter"));
    }

    @Test
    void aFieldThatMeansNothingIsRefusedWithItsRule() throws Exception {
        ConsoleClient person = person();

        for (String path : new String[] {
            "dead-letters?since=soon", "dead-letters?topic=a/%23/b", "dead-letters?reason=x", "dead-letter?id=x"
        }) {
            assertThat(person.get("/console/" + path).statusCode()).as(path).isEqualTo(400);
        }
        assertThat(person.get("/console/dead-letter.json?id=77").statusCode()).isEqualTo(404);
        assertThat(person.get("/console/dead-letters.json?since=soon").body())
                .contains("\"problem\":\"\\\"since\\\" must be a time ago");
    }

    @Test
    void aSecondProgramHasAConsoleOfItsOwn() {
        Map<String, String> settings = new HashMap<>(READING);
        settings.put("MQTT_CLIENT_ID", "second");
        Ingest second = SITE.start(settings);
        new ConsoleClient(second.managementPort()).awaitConsole();
        second.close();
        assertThat(SITE.program().status("/console/overview")).isEqualTo(200);
    }
}
