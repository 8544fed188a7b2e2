package io.deviceingest.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text from outside becomes before it is shown. */
class PrintableTest {

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
            devices/a b/data  | devices/a b/data | spaces stay
            ' a'              | ' a'             | those at the beginning too
            one\\n    two     | one two          | the next line, with its indentation
            one\\r\\n\\r\\ntwo | one two          | several lines
            a\\33[31mb       | a [31mb          | an escape sequence of terminals
            a\\23331mb       | a 31mb           | its form in one character
            a\\tb\\0c         | a b c            | a tab and a NUL
            """)
    void aTextIsOneLine(String text, String line, String reason) {
        assertThat(Printable.line(text.translateEscapes())).isEqualTo(line);
    }

    @Test
    void aTopicIsShownWithoutWhatIsNotToBeSeen() {
        assertThat(Printable.topic("a\nb\u2028c\u202ed")).isEqualTo("a?b?c?d");
    }

    @Test
    void aLongTopicIsCut() {
        assertThat(Printable.topic("x".repeat(200))).hasSize(200);
        assertThat(Printable.topic("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
    }
}
