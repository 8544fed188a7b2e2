package io.deviceingest.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        List<String> mistakes = new ArrayList<>();

        assertThat(read("# comment\n\n" + line, mistakes)).as(form).isEqualTo(Map.of("A", value));
        assertThat(mistakes).isEmpty();
    }

    @Test
    void linesOfAnotherFormAreToldByTheirNumbersAndNotShownAndTheOthersAreRead() throws Exception {
        List<String> mistakes = new ArrayList<>();

        assertThat(read("A=1\nPASSWORD \"secret\nB=\"C:\\dir\"\nC=2", mistakes)).isEqualTo(Map.of("A", "1", "C", "2"));
        assertThat(mistakes)
                .containsExactly(
                        ".env must hold lines of the form NAME=value with closed quotes, but line 2 is not",
                        ".env must hold lines of the form NAME=value with closed quotes, but line 3 is not");
    }

    private Map<String, Object> read(String content, List<String> mistakes) throws Exception {
        return DotenvFile.read(Files.writeString(directory.resolve(".env"), content), mistakes::add);
    }
}
