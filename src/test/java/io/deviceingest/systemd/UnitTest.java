package io.deviceingest.systemd;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The unit for systemd starts the program as its page says, and lets it do little else. */
class UnitTest {

    private static final Path UNIT = Path.of("systemd/device-ingest.service");

    /** systemd's own number for the rating: 10 is "OK" to 19.9, and SAFE is less. */
    private static final String THRESHOLD = "20";

    @Test
    void systemdRatesItOk() throws Exception {
        Tool.Result rating = Tool.named("systemd-analyze")
                .run("security", "--offline=true", "--threshold=" + THRESHOLD, "--no-pager", UNIT.toString());

        assertThat(rating.exitCode()).as(rating.output()).isZero();
        assertThat(rating.output())
                .contains("Overall exposure level for device-ingest.service")
                .contains(" OK ");
    }

    @Test
    void itIsStartedAndEndedAsTheProgramWantsIt() throws IOException {
        assertThat(values("Type")).containsExactly("exec");
        assertThat(values("DynamicUser")).containsExactly("yes");
        assertThat(values("SuccessExitStatus")).containsExactly("143");
        assertThat(values("Restart")).containsExactly("always");
        assertThat(values("ExecStart")).singleElement().asString().contains("-XX:+ExitOnOutOfMemoryError -jar ");
        // Java compiles while it runs.
        assertThat(values("MemoryDenyWriteExecute")).isEmpty();
    }

    @Test
    void theSecretsAreSettingsAndArriveWhereTheProgramLooks() throws IOException {
        assertThat(values("Environment")).containsExactly("SECRETS_DIR=%d");
        String settings = Files.readString(Path.of(".env.example"));
        assertThat(values("LoadCredential")).hasSize(2).allSatisfy(credential -> {
            String name = credential.substring(0, credential.indexOf(':'));
            assertThat(settings).contains(name + "=");
            assertThat(credential).endsWith("/" + name);
        });
    }

    @Test
    void thePageInstallsEveryFileThatTheUnitNames() throws IOException {
        String page = Files.readString(Path.of("docs/systemd.md"));
        Stream<String> files = Pattern.compile("/(?:opt|etc)/device-ingest/[\\w./-]+")
                .matcher(Files.readString(UNIT))
                .results()
                .map(file -> file.group());

        assertThat(files)
                .hasSizeGreaterThan(3)
                .allSatisfy(file -> assertThat(page)
                        .contains(Path.of(file).getFileName().toString())
                        .contains(Path.of(file).getParent().toString()));
    }

    private static List<String> values(String key) throws IOException {
        return Files.readAllLines(UNIT).stream()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }
}
