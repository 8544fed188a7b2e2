package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Camel's schema refuses, and what Camel cannot build, is said once, with its line. */
class CamelRulesTest {

    @TempDir
    Path folder;

    private LintedSite site;

    @BeforeEach
    void copyRoutes() throws Exception {
        site = new LintedSite(folder);
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor.camel.yaml | parameters: | paramters: | 12  schema  paramters is not known here; did you mean parameters?
            sensor.camel.yaml | loggingLevel: DEBUG | loggingLevel: DEBG | 16  schema  loggingLevel is not as Camel's schema has it: does not have a value in the enumeration
            sensor.camel.yaml | from: | form: | 6  schema  form is not known here; did you mean from?
            sensor.camel.yaml | uri: batch:store | description: x | 22  yaml  description is written twice
            envelope.camel.yaml | simple: | simpel: | 14  schema  expression must have one of constant,
            """)
    void whatTheSchemaRefusesIsReportedWithWhatIsMeant(String file, String old, String fresh, String finding)
            throws Exception {
        site.replace(file, old, fresh);

        assertThat(all()).singleElement().asString().startsWith(file + ":" + finding);
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor.camel.yaml | uri: batch:store | uri: btch:store | 22  component  btch must be a component of this program, but is none; did you mean batch? there are batch,
            sensor.camel.yaml | uri: batch:store | uri: kafka:readings | 22  component  kafka must be a component of this program, but is none; there are batch, bean,
            sensor.camel.yaml | uri: batch:store | uri: direct:nowhere | 22  build  Messages are handed to what no route begins with: direct://nowhere
            sensor.camel.yaml | uri: batch:store | uri: batch:nowhere | 22  build  Messages are handed to what no route begins with: direct://nowhere
            sensor.camel.yaml | Id: message-errors | Id: mesage-errors | 5  build  Routes name a routeConfiguration that no file has: mesage-errors
            """)
    void whatCannotBeBuiltIsReportedWithTheLineOfTheRouteOrTheStep(
            String file, String old, String fresh, String finding) throws Exception {
        site.replace(file, old, fresh);

        assertThat(all()).singleElement().asString().startsWith(file + ":" + finding);
        assertThat(site.shown(site.lint().dangers())).isEqualTo(all());
    }

    @Test
    void onlyWhatEndangersMessagesStandsInTheWayOfALiveEdit() throws Exception {
        site.replace("sensor.camel.yaml", "description: Turn", "note: Turn");
        site.replace("heartbeat.camel.yaml", "uri: batch:store", "uri: log:store");

        assertThat(all()).hasSize(2);
        assertThat(site.shown(site.lint().dangers()))
                .singleElement()
                .asString()
                .startsWith("heartbeat.camel.yaml:23  end  ");
    }

    private List<String> all() throws Exception {
        return site.shown(site.lint().findings(Optional.empty()));
    }
}
