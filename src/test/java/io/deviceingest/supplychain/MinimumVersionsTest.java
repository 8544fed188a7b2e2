package io.deviceingest.supplychain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of minimum versions finds what is too old. */
class MinimumVersionsTest {

    private static final MinimumVersions TABLE = MinimumVersions.in("""
            | Library | At least | Reason |
            |---|---|---|
            | `org.example:parser` | 2.10.3 | CVE-0000-0000: reads too much |
            """);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            2.10.3,      0, the version itself
            2.10.10,     0, numbers are compared as numbers
            2.11,        0, a newer line
            3.0.0-rc1,   0, a newer line before its release
            2.10.2,      1, one patch older
            2.9.30,      1, an older line with a higher patch
            2.10.3-rc1,  1, the version before its release
            """)
    void aVersionIsTooOldOrNot(String version, int violations, String reason) {
        assertThat(TABLE.violations(List.of(new Library("org.example", "parser", version))))
                .as(reason)
                .hasSize(violations);
    }

    @Test
    void whatIsTooOldIsReportedWithTheReasonAndWhatToTry() {
        assertThat(TABLE.violations(List.of(new Library("org.example", "parser", "2.10.2"))))
                .containsExactly("org.example:parser must be at least 2.10.3, but is 2.10.2"
                        + " (CVE-0000-0000: reads too much); try: raise it in pom.xml");
    }

    @Test
    void aRowForWhatIsNotThereIsReportedToo() {
        assertThat(TABLE.violations(List.of(new Library("org.elsewhere", "parser", "1"))))
                .containsExactly("org.example:parser is not in the jar; try: take its row out of docs/supply-chain.md");
    }
}
