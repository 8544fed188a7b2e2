package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A text is worked out once, and not too much is kept. */
class TextMemoTest {

    private final List<String> workedOut = new ArrayList<>();
    private final TextMemo<Integer> lengths = new TextMemo<>(text -> {
        workedOut.add(text);
        return text.length();
    });

    @Test
    void aTextIsWorkedOutOnce() throws Exception {
        assertThat(lengths.of("SELECT 1")).isEqualTo(8);
        assertThat(lengths.of("SELECT 1")).isEqualTo(8);

        assertThat(workedOut).containsExactly("SELECT 1");
    }

    @Test
    void whatIsUsedStaysWhileManyOthersCome() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            lengths.of("used again");
            lengths.of("used once " + i);
        }

        assertThat(workedOut).containsOnlyOnce("used again").hasSize(1_001);
    }

    @Test
    void anUnusedTextIsForgotten() throws Exception {
        lengths.of("first");
        for (int i = 0; i < 1_000; i++) {
            lengths.of("other " + i);
        }
        lengths.of("first");

        assertThat(workedOut).filteredOn("first"::equals).hasSize(2);
    }

    @Test
    void aLongTextIsNotKept() throws Exception {
        String text = "x".repeat(100_000);

        assertThat(lengths.of(text)).isEqualTo(100_000);
        assertThat(lengths.of(text)).isEqualTo(100_000);

        assertThat(workedOut).hasSize(2);
    }

    @Test
    void aFailureIsNotKept() {
        TextMemo<String> failing = new TextMemo<>(text -> {
            workedOut.add(text);
            throw new SQLException("sample");
        });

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> failing.of("SELECT 1")).isInstanceOf(SQLException.class);
        }

        assertThat(workedOut).hasSize(2);
    }
}
