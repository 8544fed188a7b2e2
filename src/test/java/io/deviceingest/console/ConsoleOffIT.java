package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with and without its console. */
class ConsoleOffIT {

    private static final String CONSOLE =
            "io\\.deviceingest\\.console\\.|org\\.apache\\.catalina\\.|org\\.springframework\\.security\\.|gg\\.jte\\.";

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    @Test
    void whereItIsOffNothingOfItIsLoaded(@TempDir Path directory) throws Exception {
        Path loaded = directory.resolve("loaded");
        PackagedProgram program = site.startPackaged(Map.of(), "-Xlog:class+load=info:file=" + loaded + ":none");

        assertThat(program.status("/console")).isEqualTo(404);
        assertThat(program.status("/")).isEqualTo(404);
        try (Stream<String> classes = Files.lines(loaded)) {
            assertThat(classes.filter(line -> line.matches("(" + CONSOLE + ").*")))
                    .isEmpty();
        }
    }

    @Test
    void whereItIsOnThePackagedProgramShowsItsPages() throws Exception {
        PackagedProgram program = site.startPackaged(
                Map.of("CONSOLE", "write", "CONSOLE_USERNAME", "ops", "CONSOLE_PASSWORD", "sample-only"));
        ConsoleClient person = new ConsoleClient(program.managementPort());
        person.awaitConsole();
        person.logIn("ops", "sample-only");

        for (String page : new String[] {"overview", "dead-letters", "checks"}) {
            assertThat(person.get("/console/" + page).statusCode()).as(page).isEqualTo(200);
        }
    }
}
