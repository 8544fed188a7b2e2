package io.deviceingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What bench/drain does about Telegraf and Bento holds where neither of them is there. */
class PeersTest {

    @TempDir
    private Path folder;

    @Test
    void aPeerThatIsNotOnThePathHasARowThatSaysSo() throws Exception {
        assertThat(bash("PATH=/nowhere; measure_peers 30000 1000")).isEqualTo("""
                        telegraf          not on this machine
                        bento-insert      not on this machine
                        bento-statement   not on this machine
                        """);
    }

    @Test
    void aPeerThatWasMeasuredHasItsFiguresInARow() throws Exception {
        String figures = "rate=1234; counted=20000; cpu_program=1; cpu_postgres=0.5; cpu_mosquitto=0.1; peak_rss=48; ";

        assertThat(bash(figures + "peer_row telegraf"))
                .isEqualTo("telegraf            1234 messages/s (telegraf 50, postgres 25, mosquitto 5 us a message;"
                        + " peak RSS 48 MB)\n");
    }

    @Test
    void bentoGetsTheStatementWithItsOwnMarksForTheParameters() throws Exception {
        bash("repo=. program=. work='" + folder + "'; take_schema() { :; }; prepare_peer bento-statement 1000");
        Map<?, ?> output =
                (Map<?, ?>) yaml(folder.resolve("bento-statement.yaml")).get("output");
        String query = (String) ((Map<?, ?>) output.get("sql_raw")).get("query");

        assertThat(query)
                .doesNotContain(":?")
                .isEqualTo(Files.readString(Path.of("routes/sql/store-messages.sql"))
                        .replace(":?messages", "$1")
                        .replace(":?messageStarts", "'{}'")
                        .replace(":?registration", "$2"));
    }

    private static Map<?, ?> yaml(Path file) throws Exception {
        return new Yaml().load(Files.readString(file));
    }

    private static String bash(String commands) throws Exception {
        Process process = new ProcessBuilder("bash", "-euc", ". bench/peers.sh; " + commands)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
