package io.deviceingest.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.ConfigTreePropertySource.Option;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Where settings come from beside the environment: the directory SECRETS_DIR with one file per setting, and the file
 * {@code .env} in the working directory. The environment beats the directory, the directory beats the file.
 */
public final class SettingsSources implements EnvironmentPostProcessor {

    static final String DOTENV = ".env";

    private final Path dotenvFile;

    public SettingsSources() {
        this(Path.of(DOTENV));
    }

    SettingsSources(Path dotenvFile) {
        this.dotenvFile = dotenvFile;
    }

    /**
     * The settings as the program would have them, without starting it.
     *
     * @throws InvalidSettingsException where a source cannot be read
     */
    public static ConfigurableEnvironment environment() {
        ConfigurableEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        new SettingsSources().postProcessEnvironment(environment, null);
        return environment;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        MutablePropertySources sources = environment.getPropertySources();
        sources.addAfter(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new MapPropertySource(DOTENV, dotenv(dotenvFile)));

        String directory = environment.getProperty("SECRETS_DIR", "");
        if (!directory.isEmpty()) {
            sources.addBefore(
                    DOTENV,
                    new ConfigTreePropertySource(
                            "SECRETS_DIR", existing(directory), Option.AUTO_TRIM_TRAILING_NEW_LINE));
        }
    }

    private static Map<String, Object> dotenv(Path file) {
        return Files.exists(file) ? DotenvFile.read(file) : Map.of();
    }

    private static Path existing(String directory) {
        Path path = Path.of(directory);
        if (!Files.isDirectory(path)) {
            throw new InvalidSettingsException(
                    "SECRETS_DIR must be a directory with one file per setting, but was \"" + directory + "\"");
        }
        return path;
    }
}
