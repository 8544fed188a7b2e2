package io.deviceingest.console;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** More people ask at once than the console answers: one more reads a sentence, and the ingest notices nothing. */
class BusyConsoleIT {

    @RegisterExtension
    static final TestSite SITE = new TestSite()
            .withBroker()
            .withDatabase()
            .withProgram(Map.of("CONSOLE", "read", "MANAGEMENT_ADDRESS", "127.0.0.1"));

    @BeforeEach
    void awaitConsole() {
        person().awaitConsole();
    }

    @Test
    void aThirdQuestionAtOnceIsRefusedWithASentenceAndMessagesAreStored() throws Exception {
        try (Connection holder = SITE.database().dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE dead_letter IN ACCESS EXCLUSIVE MODE");

            // Nobody knows when three are there at once: each waits for at most as long as a statement may take.
            await("three questions at once").until(() -> {
                List<HttpResponse<String>> refused = threeAtOnce("/console/dead-letters").stream()
                        .filter(answer -> !isUnanswered(answer))
                        .toList();
                assertThat(refused).hasSizeLessThan(2).allSatisfy(BusyConsoleIT::assertIsRefused);
                return !refused.isEmpty();
            });
            SITE.device().publish("devices/well/sensor", "{\"temperature\":21.5}");
            SITE.tables().awaitCount("reading", 1);
            assertThat(person().get("/console/overview").statusCode()).isEqualTo(200);
        }
        await("the list")
                .until(() -> person().get("/console/dead-letters").body().contains("There is no open dead letter"));
    }

    private static void assertIsRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("The database is asked 2 questions for the console at this moment", "try:");
    }

    private static boolean isUnanswered(HttpResponse<String> answer) {
        return answer.statusCode() == 200 && answer.body().contains("The database does not answer");
    }

    private static List<HttpResponse<String>> threeAtOnce(String path) throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(3);
        try {
            Callable<HttpResponse<String>> question = () -> person().get(path);
            List<HttpResponse<String>> answers = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : people.invokeAll(Collections.nCopies(3, question))) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            people.shutdown();
        }
    }

    @Test
    void aFifthDeviceThatIsListenedForIsRefusedWithASentence() throws Exception {
        ConsoleClient person = person();
        int heard = 0;
        HttpResponse<String> answer = listen(person, heard);
        // Whoever has listened for long enough makes room for another.
        while (answer.statusCode() == 303 && heard < 100) {
            answer = listen(person, ++heard);
        }

        assertThat(heard).isGreaterThanOrEqualTo(4);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("4 others are being listened for at this moment", "try:");
        // Whoever listens for the same device looks at the same.
        assertThat(listen(person, heard - 1).statusCode()).isEqualTo(303);
    }

    private static HttpResponse<String> listen(ConsoleClient person, int device) throws Exception {
        return person.post(
                "/console/listen/start", "_csrf=" + person.token("/console/routes") + "&id=device-" + device);
    }

    private static ConsoleClient person() {
        return new ConsoleClient(SITE.program().managementPort());
    }
}
