package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Where settings come from beside the environment: the directory SECRETS_DIR with one file per setting, and the file
 * {@code .env} in the working directory. The environment beats the directory, the directory beats the file.
 */
public final class SettingsSources implements EnvironmentPostProcessor {

    /** The file in the working directory. */
    public static final String DOTENV = ".env";

    /** The setting that names the directory. */
    public static final String DIRECTORY = "SECRETS_DIR";

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
     * @param mistakes gets what is wrong with a source, with its name as the key; the program refuses it, and what can
     *     be read is read all the same
     */
    public static ConfigurableEnvironment environment(List<Problem> mistakes) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        new SettingsSources().addTo(environment, mistakes);
        return environment;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        List<Problem> mistakes = new ArrayList<>();
        addTo(environment, mistakes);
        if (!mistakes.isEmpty()) {
            throw InvalidSettingsException.of(mistakes);
        }
    }

    private void addTo(ConfigurableEnvironment environment, List<Problem> mistakes) {
        MutablePropertySources sources = environment.getPropertySources();
        NativeEnvironment.decode(sources);
        sources.addAfter(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new MapPropertySource(DOTENV, dotenv(mistakes)));

        String directory = new SettingValues(environment).value(DIRECTORY);
        if (directory == null || directory.isEmpty()) {
            return;
        }
        if (SettingReader.isDirectory(directory)) {
            Map<String, Object> secrets = SecretFiles.read(
                    Path.of(directory), sentence -> mistakes.add(new Problem(DIRECTORY, sentence, "")));
            sources.addBefore(DOTENV, new MapPropertySource(DIRECTORY, secrets));
        } else {
            mistakes.add(new Problem(
                    DIRECTORY,
                    "SECRETS_DIR must be a directory with one file per setting, but was \"" + directory + "\"",
                    ""));
        }
    }

    private Map<String, Object> dotenv(List<Problem> mistakes) {
        return Files.exists(dotenvFile)
                ? DotenvFile.read(dotenvFile, sentence -> mistakes.add(new Problem(DOTENV, sentence, "")))
                : Map.of();
    }
}
