package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Reads settings by their names and collects everything that is wrong with them; nothing is corrected in silence.
 *
 * <p>The value of {@code MQTT_BROKER_PORT} is the property {@code mqtt.broker-port}; {@code application.yaml} holds the
 * defaults. A refused number, size or duration reads as 0 or null; a refused text, file or directory reads as it was
 * written. So {@link #violations()} must be looked at before any value is used. Not thread-safe.
 */
final class SettingReader {

    private final SettingValues values;
    private final List<Problem> violations = new ArrayList<>();

    SettingReader(Environment environment) {
        this.values = new SettingValues(environment);
    }

    /** The property that holds a setting: the first part of the name is the group, the rest is the key. */
    static String property(String name) {
        return name.toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
    }

    /** The text as it is; empty where the setting is not set. */
    String text(String name) {
        String value = values.value(property(name));
        return value == null ? "" : value;
    }

    String required(String name, String what) {
        String value = text(name);
        if (value.isBlank()) {
            refuse(new Problem(name, name + " must be set: " + what, ""));
        }
        return value;
    }

    String matching(String name, String rule, Predicate<String> accepted) {
        String value = text(name);
        if (!accepted.test(value)) {
            refuse(name, rule, value);
        }
        return value;
    }

    String oneOf(String name, String... allowed) {
        return matching(name, "must be " + String.join(" or ", allowed), List.of(allowed)::contains);
    }

    boolean flag(String name, String yes, String no) {
        return oneOf(name, yes, no).equals(yes);
    }

    int number(String name, int min, int max) {
        String rule = "must be a number between " + min + " and " + max;
        Integer value = parsed(name, rule, Integer::valueOf, number -> number >= min && number <= max);
        return value == null ? 0 : value;
    }

    Duration duration(String name, Duration min, Duration max) {
        String rule = "must be a duration between " + shown(min) + " and " + shown(max) + " such as 90s, 15m or 24h";
        return parsed(
                name,
                rule,
                text -> DurationStyle.SIMPLE.parse(text),
                duration -> duration.compareTo(min) >= 0 && duration.compareTo(max) <= 0);
    }

    int bytes(String name, DataSize min, DataSize max) {
        String rule = "must be a size between " + min.toKilobytes() + "KB and " + max.toMegabytes() + "MB";
        DataSize size =
                parsed(name, rule, DataSize::parse, value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        return size == null ? 0 : Math.toIntExact(size.toBytes());
    }

    /** The file, refused where it cannot be read; null where the setting is empty or cannot be a path. */
    Path file(String name, String hint) {
        String value = text(name);
        if (value.isEmpty()) {
            return null;
        }
        if (!isPath(value) || !Files.isReadable(Path.of(value)) || Files.isDirectory(Path.of(value))) {
            refuse(new Problem(
                    name,
                    name + " must be a file that can be read, but was \"" + value + "\" (in "
                            + Path.of("").toAbsolutePath() + ")",
                    hint));
        }
        return isPath(value) ? Path.of(value) : null;
    }

    /** The directory, refused where there is none; the empty path where the setting cannot be a path. */
    Path directory(String name) {
        String value = matching(name, "must be a directory", SettingReader::isDirectory);
        return Path.of(isPath(value) ? value : "");
    }

    static boolean isDirectory(String value) {
        return isPath(value) && Files.isDirectory(Path.of(value));
    }

    /** A NUL, or a letter that the locale does not have, cannot be in the name of a file. */
    static boolean isPath(String value) {
        try {
            return Path.of(value) != null;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    void refuseIf(boolean wrong, String name, String sentence) {
        if (wrong) {
            refuse(new Problem(name, sentence, ""));
        }
    }

    void refuse(Problem violation) {
        violations.add(violation);
    }

    /** The key of each is the name of its setting. */
    List<Problem> violations() {
        return violations;
    }

    private <T> T parsed(String name, String rule, Function<String, T> parser, Predicate<T> accepted) {
        String text = text(name);
        try {
            T value = parser.apply(text);
            if (accepted.test(value)) {
                return value;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Not even of the form: refused below like a value that is out of bounds.
        }
        refuse(name, rule, text);
        return null;
    }

    private void refuse(String name, String rule, String value) {
        refuse(new Problem(name, name + " " + rule + ", but was \"" + Secrets.masked(name, value) + "\"", ""));
    }

    private static String shown(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
