package io.deviceingest.supplychain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of supported lines finds what has left its line. */
class SupportedLinesTest {

    private static final SupportedLines TABLE = SupportedLines.in("""
            | Foundation | Line | Fixes until | Source |
            |---|---|---|---|
            | The parser (`org.example:parser`) | 2.1 | 2030-01-31 | example.org |
            """);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            2.1.0,  0
            2.1.17, 0
            2.10.0, 1
            2.2.0,  1
            3.0.0,  1
            """)
    void aVersionIsOfTheLineOrNot(String version, int violations) {
        assertThat(TABLE.violations(List.of(new Library("org.example", "parser", version))))
                .hasSize(violations);
    }

    @Test
    void whatIsNotThereIsReported() {
        assertThat(TABLE.violations(List.of()))
                .containsExactly("org.example:parser must be of the line 2.1, but is not in the jar; try: say in"
                        + " docs/supply-chain.md how long that one is supported");
    }
}
