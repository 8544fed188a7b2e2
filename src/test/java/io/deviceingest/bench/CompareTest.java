package io.deviceingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bench/compare prints at its end keeps its form, by which other measurements are read, and is right. */
class CompareTest {

    @TempDir
    private Path folder;

    @Test
    void aMeasureHasTheMediansOfBothJarsAndTheSpreadOfThePairsRatios() throws Exception {
        String table = ratios("""
                run 1 old messages_per_second=100 java_us=10
                run 1 new messages_per_second=110 java_us=8
                run 2 new messages_per_second=90 java_us=9.5
                run 2 old messages_per_second=100 java_us=10
                run 3 old messages_per_second=20000 java_us=12
                run 3 new messages_per_second=21000 java_us=9
                """, 0);

        assertThat(table).isEqualTo("""
                        measure                    old       new  new/old    least     most
                        messages_per_second        100       110    1.050    0.900    1.100
                        java_us                   10.0      9.00    0.800    0.750    0.950
                        """);
    }

    @Test
    void ofTwoPairsTheMiddleIsTheMedian() throws Exception {
        String table = ratios("""
                run 1 old start_s=2.00
                run 1 new start_s=1.00
                run 2 new start_s=4.00
                run 2 old start_s=4.00
                """, 0);

        assertThat(table.lines())
                .last()
                .isEqualTo("start_s                   3.00      2.50    0.750    0.500    1.000");
    }

    @Test
    void theTwoThatAreComparedMayHaveOtherNames() throws Exception {
        String table = ratios("""
                run 1 one java_us=60
                run 1 list java_us=20
                """, 0, "-v", "before=one", "-v", "after=list");

        assertThat(table).isEqualTo("""
                        measure                    one      list list/one    least     most
                        java_us                   60.0      20.0    0.333    0.333    0.333
                        """);
    }

    @Test
    void aPairThatIsNotWholeIsRefused() throws Exception {
        assertThat(ratios("run 1 old start_s=2.00\n", 1)).contains("start_s of pair 1 is missing");
    }

    @Test
    void theUsageNamesEveryMeasure() throws Exception {
        Process process = start("bench/compare", "--help");
        String usage = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(usage).contains("bench/compare OLD NEW [PAIRS [MESSAGES [DEVICES]]]");
        assertThat(names("(\\w+)=N\\b", usage))
                .hasSize(8)
                .isEqualTo(names("(\\w+)=%[ds]", Files.readString(Path.of("bench/compare"))))
                .allSatisfy(measure ->
                        assertThat(usage.substring(usage.indexOf("least"))).contains(measure));
    }

    private static List<String> names(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    private String ratios(String runs, int status, String... names) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("runs"), runs);
        List<String> command = new ArrayList<>(List.of("awk"));
        command.addAll(List.of(names));
        command.addAll(List.of("-f", "bench/ratios.awk", file.toString()));
        Process process = start(command.toArray(String[]::new));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isEqualTo(status);
        return output;
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
