package io.deviceingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bench/lists, bench/console and bench/query say what they measure, and refuse a size that cannot be measured. */
class UsageTest {

    @ParameterizedTest
    @CsvSource({
        "bench/lists,   '[READINGS [LIST [DEVICES [PAIRS]]]]', 4, ratios list/one",
        "bench/console, '[PAIRS [MESSAGES [DEVICES]]]',        6, ratios open/off"
    })
    void theUsageNamesEveryMeasure(String command, String arguments, int measures, String table) throws Exception {
        String usage = output(0, command, "--help");

        assertThat(usage).contains(command + " " + arguments);
        List<String> printed = names("(\\w+)=%[sd.]", Files.readString(Path.of(command)));
        assertThat(printed).hasSize(measures).allSatisfy(measure -> {
            assertThat(usage).contains(measure + "=N");
            assertThat(usage.substring(usage.indexOf(table))).contains(measure);
        });
    }

    @Test
    void aListThatDoesNotDivideTheReadingsIsRefused() throws Exception {
        assertThat(output(1, "bench/lists", "300000", "7")).contains("LIST must be a divisor of 300000");
    }

    @Test
    void readingsThatAreNotTheSameForAllDevicesAreRefused() throws Exception {
        assertThat(output(0, "bench/query", "--help")).contains("bench/query [READINGS [DEVICES [DAYS]]]");
        assertThat(output(1, "bench/query", "10000", "7"))
                .contains("READINGS must be at least 10000, and a multiple of DEVICES");
    }

    private static List<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    private static String output(int status, String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(status);
        return output;
    }
}
