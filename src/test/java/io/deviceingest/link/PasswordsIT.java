package io.deviceingest.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.RestartableBroker;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import io.deviceingest.testkit.UnpackedJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mosquitto and PostgreSQL let the packaged program and its doctor in, whatever a password holds and wherever it stands. */
class PasswordsIT {

    private static final String USER = "in${gest}{{x}} $1";

    /** What Spring, Camel, a shell or a reader of .env could take for a sign of its own; it ends in a space. */
    private static final String PASSWORD = "${dor}-${HOME}-x${y:z}w-pa$$w0rd-#a #b-'q'-\"Q\"-" + letters()
            + "-\\n-\\\\-#{1+1}-ENC(abc)-{{mqtt.host}}-line\nbreak-%41&u=v?w, ";

    @RegisterExtension
    static final TestSite site =
            new TestSite().withBroker(PasswordsIT::startBroker).withServer();

    private static RestartableBroker startBroker(Path directory) throws Exception {
        Path passwords = Files.createDirectories(directory).resolve("passwords");
        Tool.named("mosquitto_passwd").mustRun("-b", "-c", passwords.toString(), USER, PASSWORD);
        return MosquittoBroker.start(directory, "allow_anonymous false", "password_file " + passwords);
    }

    @BeforeAll
    static void createRole() throws Exception {
        EmbeddedDatabase server = site.server();
        server.sql().execute("CREATE ROLE \"" + USER + "\" LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'");
        server.sql().execute("GRANT ALL ON SCHEMA public TO \"" + USER + "\"");
        server.askForPasswordOf("\"" + USER + "\"");
    }

    @Test
    void theEnvironmentIsTakenAsItIsWhateverTheLocaleIs() throws Exception {
        Map<String, String> settings = new HashMap<>(addresses());
        settings.putAll(credentials());
        settings.put("LC_ALL", "C");
        assertLetIn("environment", settings, "--strict", "--json");
    }

    @Test
    void aSecretsDirectoryIsTakenAsItIsButForTheLineEnd() throws Exception {
        Path secrets = Files.createDirectory(site.files().resolve("secrets"));
        for (Map.Entry<String, String> setting : credentials().entrySet()) {
            Files.writeString(secrets.resolve(setting.getKey()), setting.getValue() + "\n");
        }
        Map<String, String> settings = new HashMap<>(addresses());
        settings.put("SECRETS_DIR", secrets.toString());
        assertLetIn("directory", settings, "--strict");
    }

    @Test
    void aDotenvFileIsTakenByItsQuoting() throws Exception {
        Path folder = Files.createDirectories(site.files().resolve("dotenv"));
        List<String> lines = new ArrayList<>();
        credentials()
                .forEach((name, value) -> lines.add(name + "=\""
                        + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\""));
        Files.write(folder.resolve(".env"), lines);
        assertLetIn("dotenv", addresses(), "--json");
    }

    private static Map<String, String> addresses() {
        Map<String, String> settings = new HashMap<>(PackagedProgram.addresses(site.mosquitto(), site.database()));
        settings.put("MQTT_CA_FILE", site.mosquitto().caFile().toString());
        settings.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        return settings;
    }

    private static Map<String, String> credentials() {
        return Map.of("MQTT_USERNAME", USER, "MQTT_PASSWORD", PASSWORD, "DB_USERNAME", USER, "DB_PASSWORD", PASSWORD);
    }

    private static void assertLetIn(String folderName, Map<String, String> settings, String... formsOfTheDoctor)
            throws Exception {
        Path folder = Files.createDirectories(site.files().resolve(folderName));
        List<String> words = new ArrayList<>(PackagedProgram.BRIEF_LIFE);
        words.add("-Djava.io.tmpdir=" + folder.toAbsolutePath());
        ProcessBuilder command = new ProcessBuilder(UnpackedJar.words(words)).directory(folder.toFile());
        try (PackagedProgram program = PackagedProgram.start(command, folder.resolve("output"), settings)) {
            program.awaitReady();
            assertNothingOfIt(program.health("readiness"));
            assertNothingOfIt(program.output());
        }
        for (String form : formsOfTheDoctor) {
            DoctorRun run = DoctorRun.in(folder, settings, form);
            assertThat(run.output())
                    .doesNotContain("\nFAIL")
                    .doesNotContain("\"fail\"")
                    .contains("database login");
            assertNothingOfIt(run.output());
        }
    }

    /** Beyond ASCII, where the locale of the tests lets them hand such letters to another program. */
    private static String letters() {
        return "UTF-8".equals(System.getProperty("sun.jnu.encoding")) ? "grün€" : "green";
    }

    /** Not even a piece of it that could not be there by chance. */
    private static void assertNothingOfIt(String output) {
        for (String part : PASSWORD.split("-", -1)) {
            if (part.length() > 4 && !USER.contains(part)) {
                assertThat(output).doesNotContain(part);
            }
        }
    }
}
