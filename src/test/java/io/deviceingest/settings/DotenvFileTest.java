package io.deviceingest.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A {@code .env} file is read as other tools read it. */
class DotenvFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A=plain                    | plain         | a bare value
            export A=plain             | plain         | with export
            A = plain                  | plain         | spaces around the sign
            A=plain # comment          | plain         | a comment after a value
            A=with#hash                | with#hash     | a hash inside of a value
            A="two words" # comment    | two words     | double quotes
            A='a "b" $c # d'           | a "b" $c # d  | single quotes are taken as they are
            A="a \\"b\\" \\\\"         | a "b" \\      | escapes in double quotes
            A=größe                    | größe         | UTF-8
            A=a=b                      | a=b           | a second sign
            """)
    void aValueIsReadAsShellsDo(String line, String value, String form) throws Exception {
        assertThat(read("# comment\n\n" + line)).as(form).isEqualTo(Map.of("A", value));
    }

    @Test
    void aLineOfAnotherFormIsRefusedByItsNumberAndNotShown() {
        assertThatThrownBy(() -> read("A=1\nPASSWORD \"secret"))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage(".env must hold lines of the form NAME=value with closed quotes, but line 2 is not");
    }

    private Map<String, Object> read(String content) throws Exception {
        return DotenvFile.read(Files.writeString(directory.resolve(".env"), content));
    }
}
