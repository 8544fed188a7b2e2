package io.deviceingest.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names in an expression are found, and nothing else is. */
class SelectorsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a == 0                                              | a
            rate(a_total{k="v", l!="w"}[5m]) > 0                | a_total{k="v", l!="w"}
            sum by (x, y) (a) / sum without (x) (b:c:rate5m)    | a b:c:rate5m
            time() - a > 300 and (b > 0 or c{k=~"v.w"} > 0)     | a b c{k=~"v.w"}
            a and on (job) count_over_time(b[1h])               | a b
            histogram_quantile(0.99, sum by (le) (rate(a[1m]))) | a
            a{k="x"} + a{k="x"}                                 | a{k="x"}
            """)
    void namesAreFoundWithTheirMatchers(String expression, String names) {
        assertThat(String.join(" ", Selectors.of(expression))).isEqualTo(names);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            sum by (x, y) (a) / on (job) group_left () sum without (z) (b) | x y job z
            a                                                              | ''
            """)
    void labelsOfGroupingsAreFound(String expression, String labels) {
        assertThat(String.join(" ", Selectors.labels(expression))).isEqualTo(labels);
    }
}
