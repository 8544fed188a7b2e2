package io.deviceingest.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A setting comes from the environment, else from a file of the directory SECRETS_DIR, else from {@code .env}. */
class SettingsSourcesTest {

    @TempDir
    Path directory;

    private Path secrets;
    private Path dotenv;

    @BeforeEach
    void createSecrets() throws Exception {
        secrets = Files.createDirectory(directory.resolve("secrets"));
        dotenv = directory.resolve(".env");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            s3cret            | s3cret         | as it is
            s3cret\\n          | s3cret         | without the newline that editors and echo put behind it
            s3cret\\r\\n        | s3cret         | without that of Windows
            ` with spaces `   | ` with spaces `| spaces are a part of it
            größe             | größe          | UTF-8
            "quoted"          | "quoted"       | quotes are a part of it
            """)
    void aFileOfTheDirectoryIsTheSettingOfItsName(String content, String value, String what) throws Exception {
        Files.writeString(
                secrets.resolve("DB_PASSWORD"), content.replace("\\n", "\n").replace("\\r", "\r"));

        assertThat(environment(Map.of()).getProperty("db.password")).as(what).isEqualTo(value);
    }

    @Test
    void theEnvironmentBeatsTheDirectory() throws Exception {
        Files.writeString(secrets.resolve("DB_PASSWORD"), "of the directory\n");

        assertThat(environment(Map.of("DB_PASSWORD", "of the environment")).getProperty("db.password"))
                .isEqualTo("of the environment");
    }

    @Test
    void theDirectoryBeatsTheFile() throws Exception {
        Files.writeString(secrets.resolve("DB_PASSWORD"), "of the directory\n");
        Files.writeString(dotenv, "DB_PASSWORD=of the file\nDB_USERNAME=of the file\n");

        ConfigurableEnvironment environment = environment(Map.of());

        assertThat(environment.getProperty("db.password")).isEqualTo("of the directory");
        assertThat(environment.getProperty("db.username")).isEqualTo("of the file");
    }

    @Test
    void theFileMayNameTheDirectory() throws Exception {
        Files.writeString(secrets.resolve("DB_PASSWORD"), "of the directory\n");
        Files.writeString(dotenv, "SECRETS_DIR=" + secrets + "\n");
        ConfigurableEnvironment environment = bare(Map.of());

        new SettingsSources(dotenv).postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("db.password")).isEqualTo("of the directory");
    }

    @Test
    void secretsOfKubernetesAreReadThroughTheirLinks() throws Exception {
        Path data = Files.createDirectory(secrets.resolve("..2025_11_05"));
        Files.writeString(data.resolve("DB_PASSWORD"), "s3cret\n");
        Files.createSymbolicLink(secrets.resolve("..data"), data.getFileName());
        Files.createSymbolicLink(secrets.resolve("DB_PASSWORD"), Path.of("..data", "DB_PASSWORD"));

        assertThat(environment(Map.of()).getProperty("db.password")).isEqualTo("s3cret");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> environment(Map.of("SECRETS_DIR", "nowhere")))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("SECRETS_DIR must be a directory with one file per setting, but was \"nowhere\"");
    }

    private ConfigurableEnvironment environment(Map<String, Object> variables) {
        Map<String, Object> all = new HashMap<>(Map.of("SECRETS_DIR", secrets.toString()));
        all.putAll(variables);
        ConfigurableEnvironment environment = bare(all);
        new SettingsSources(dotenv).postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    /** An environment of these variables alone, with two keys as application.yaml has them. */
    private static ConfigurableEnvironment bare(Map<String, Object> variables) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "application.yaml",
                        Map.of("db.password", "${DB_PASSWORD:}", "db.username", "${DB_USERNAME:}")));
        return environment;
    }
}
