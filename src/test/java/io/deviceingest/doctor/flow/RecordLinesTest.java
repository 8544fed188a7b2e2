package io.deviceingest.doctor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.message.Arrival;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that record messages: what a shell makes of them is the topic and the payload, byte by byte. */
class RecordLinesTest {

    private static final String COMMAND = "java -jar device-ingest.jar cases record ";

    private final RecordLines lines = new RecordLines();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            plant/7/telemetry | {"r":[{"temp_C": 21.5}]}
            a b/$c            | it's "so" \\ `$(date)` !x *
            a                 | online
            ä/'b'             | 21,5 °C
            """)
    void aShellReadsWhatWasSent(String topic, String payload) throws Exception {
        assertThat(words(line(topic, payload.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(topic + "\n" + payload + "\n");
    }

    @Test
    void whatALineWouldChangeIsInHexadecimal() throws Exception {
        assertThat(words(line("bytes", new byte[] {0, (byte) 0xff, 10}))).isEqualTo("--hex\nbytes\n00 ff 0a\n");
        assertThat(words(line("lines", "{\n}".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("--hex\nlines\n7b 0a 7d\n");
        assertThat(words(line("an option", "--rows".getBytes(StandardCharsets.UTF_8))))
                .startsWith("--hex\nan option\n2d");
        assertThat(words(line("empty", new byte[0]))).isEqualTo("empty\n\n");
    }

    @Test
    void eachTopicHasOneLine() {
        line("a", new byte[] {1});

        assertThat(lines.of(arrival("a", new byte[] {2}))).isEmpty();
        assertThat(lines.of(arrival("b", new byte[] {2}))).isPresent();
    }

    @Test
    void whatIsTooLongForALineIsSaid() {
        assertThat(lines.of(arrival("long", new byte[20_000])).map(Finding::detail))
                .contains("long has no line: it is not printable, or its 20000 bytes are more than 16384");
    }

    private String line(String topic, byte[] payload) {
        Optional<Finding> line = lines.of(arrival(topic, payload));
        assertThat(line).isPresent();
        assertThat(line.get().detail()).startsWith(COMMAND).doesNotContain("\n");
        return line.get().detail();
    }

    private static Arrival arrival(String topic, byte[] payload) {
        return new Arrival(topic, payload, 1, false, false, Map.of(), 0);
    }

    /** What the command would be given, a word a line. */
    private static String words(String line) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '%s\\n' " + line.substring(COMMAND.length())).start();
        shell.getOutputStream().close();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
