package io.deviceingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** bench/start says what it measures; its table is that of bench/compare, which CompareTest holds. */
class StartTest {

    @Test
    void theUsageNamesEveryMeasure() throws Exception {
        Process process = new ProcessBuilder("bench/start", "--help")
                .redirectErrorStream(true)
                .start();
        String usage = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(usage).contains("bench/start OLD NEW [PAIRS]");
        List<String> printed = names("\\$\\{form}_(\\w+)=", Files.readString(Path.of("bench/start")));
        assertThat(printed).hasSize(4).allSatisfy(measure -> {
            assertThat(usage).contains("jar_" + measure + "=N").contains("unpacked_" + measure + "=N");
            assertThat(usage.substring(usage.indexOf("Less is better"))).contains(measure);
        });
    }

    private static List<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(name -> name.group(1))
                .toList();
    }
}
