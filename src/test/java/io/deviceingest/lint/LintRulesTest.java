package io.deviceingest.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files of this project keep to the rules, and each rule sees what it is for, on its line. */
class LintRulesTest {

    @TempDir
    Path folder;

    private LintedSite site;

    @BeforeEach
    void copyRoutes() throws Exception {
        site = new LintedSite(folder);
    }

    @Test
    void nothingIsFoundInTheFilesOfThisProject() throws Exception {
        assertThat(new Lint(Site.environment(Map.of())).findings(Optional.empty()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor.camel.yaml | uri: batch:store | `uri: "batch:store?size=1"` | 22  form  uri batch:store?size=1 must have its options under parameters
            refused.camel.yaml | `          uri: direct:dead-letter` | `          uri: direct:dead-letter\\n        - log: refused` | 24  form  log: refused must be written out
            presence.camel.yaml | - route: | - rest: | 1  form  an item must be a route
            ingest.camel.yaml | `simple:\\n                    expression: "${header.payloadEmpty}` | `simple: "${header.payloadEmpty}` | 38  form  simple:
            sensor.camel.yaml | id: map-sensor | id: mapSensor | 10  id  step to must have an id in kebab case, but has mapSensor
            sensor.camel.yaml | id: map-sensor | id: log-saved-sensor | 24  id  step log has the id log-saved-sensor, which is taken
            sensor.camel.yaml | id: map-sensor | description: x | 9  id  step to must have an id in kebab case, but has none
            sensor.camel.yaml | description: Turn | note: Turn | 1  description  route sensor must have a description of at most 90 characters, but has none
            sensor.camel.yaml | group: mapping | note: x | 1  group  route sensor must have a group, but has none
            sensor.camel.yaml | routeConfigurationId: message-errors | note: x | 1  errors  route sensor must have a routeConfigurationId, but has none
            sensor.camel.yaml | `{header.deviceId}` | `{header.deviceId} {{payload.limt}}` | 18  placeholder  {{payload.limt}} must be a key of application.yaml or of the environment, but is none; did you mean {{payload.limit}}?
            refused.camel.yaml | `setVariable:\\n            id: reason-unknown-topic` | `setProperty:\\n            id: reason-unknown-topic` | 9  variables  setProperty must be setVariable
            refused.camel.yaml | name: deadLetterReason | name: global:reason | 11  variables  a variable must belong to its message, but global:reason is shared
            refused.camel.yaml | expression: unknown-topic | expression: foreign-unit | 9  reason  deadLetterReason must be a constant, one of invalid-json, unknown-topic,
            sensor.camel.yaml | - route: | `- routeConfiguration:\\n    id: more\\n    description: x\\n- route:` | 1  errors  routeConfiguration must not stand here
            errors.camel.yaml | useOriginalMessage: true | useOriginalMessage: false | 23  errors  "The database refuses this message alone; it is acknowledged and dead-lettered" must have useOriginalMessage: true
            ingest.camel.yaml | otherwise: | otherwis: | 25  choice  the choice by-suffix must have an otherwise with steps
            sensor.camel.yaml | uri: batch:store | uri: log:store | 23  end  a message can leave the route sensor here, acknowledged and forgotten
            ingest.camel.yaml | `to:\\n                      id: hand-to-status\\n                      uri: direct:status` | `stop:\\n                      id: halt` | 65  end  a message can leave the route message here
            refused.camel.yaml | uri: direct:dead-letter | uri: direct:unknown-topic | 1  end  a message never comes to an end in the route unknown-topic: it goes round in a circle
            store.camel.yaml | uri: jdbc:dataSource | `uri: "jdbc:${header.source}"` | 29  values  uri: jdbc:${header.source} must not be here: values reach SQL as parameters only
            store.camel.yaml | constant:\\n                expression: "resource: | simple:\\n                expression: "resource: | 29  values  jdbc:dataSource must follow a setBody with the constant
            sql/drop-old-readings.sql | :?retention | `'${body}'` | 6  values  a statement must take values as :?name, not by ${
            ingest.camel.yaml | `qos: "{{mqtt.qos}}"` | `qos: "{{mqtt.qos}}"\\n        password: sample-only` | 12  secret  password must not hold credentials
            ingest.camel.yaml | `qos: "{{mqtt.qos}}"` | `qos: "{{mqtt.qos}}"\\n        brokerUrl: tcp://user:sample-only@{{mqtt.broker-host}}` | 12  secret  brokerUrl must not hold credentials; try
            ingest.camel.yaml | `qos: "{{mqtt.qos}}"` | `qos: "{{mqtt.qos}}"\\n        brokerUrl: tcp://broker.example.org:1883` | 12  address  brokerUrl must not name a host, but is tcp://broker.example.org:1883
            sql/drop-old-readings.sql | -- Parameters: | -- Takes: | 1  head  a statement must begin with three lines
            sql/mark-silent-devices.sql | Parameters: replica, its client id; | Parameters: | 2  head  the second line must name the parameter replica
            sql/drop-old-readings.sql | AS interval)) | AS interval)); | 6  head  a statement must not end in a semicolon
            sql/drop-old-readings.sql | partitions,\\n | partitions, -- dropped\\n | 4  comment  a comment must stand on a line of its own
            sql/drop-old-readings.sql | SELECT | `-- why?\\nSELECT` | 4  marks  a comment must not have a question mark
            sql/drop-old-readings.sql | SELECT partitions | SELECT partitions ? 1 | 4  marks  a statement must not have a question mark outside of :?name
            presence.camel.yaml | name: silence | name: silense | `<sql/mark-silent-devices.sql>:9  parameters  :?silence must be a header that a route sets, but no setHeader has the name; did you mean :?silense?`
            heartbeat.camel.yaml | from: | `from: "` | 11  yaml  is no YAML
            sensor.camel.yaml | group: mapping | `group: mapping\\n    group: x` | 5  yaml  group is written twice
            mapping/heartbeat.jslt | $headers | $heads | 7  mapping  The mapping mapping/heartbeat.jslt does not compile: No such variable 'heads'
            """)
    void aMistakeIsFoundOnItsLine(String file, String old, String fresh, String finding) throws Exception {
        site.replace(file, old.replace("\\n", "\n"), fresh.replace("\\n", "\n"));

        String expected = finding.startsWith("<") ? finding.replaceAll("[<>]", "") : file + ":" + finding;
        assertThat(found()).anySatisfy(one -> assertThat(one).startsWith(expected));
    }

    @Test
    void aFileThatIsTooLongAndStepsThatAreTooDeepAreFound() throws Exception {
        String inside = "        - filter: {id: one, steps: [{filter: {id: two, steps:"
                + " [{filter: {id: three, steps: [{stop: {id: deep}}]}}]}}]}\n";
        site.replace("presence.camel.yaml", "        - setHeader:", inside + "        - setHeader:");
        site.replace("presence.camel.yaml", "- route:", "\n".repeat(70) + "- route:");

        assertThat(found())
                .anySatisfy(one -> assertThat(one).contains("size  steps must be nested at most 3 deep"))
                .anySatisfy(one -> assertThat(one)
                        .startsWith("presence.camel.yaml:91  size  a route file must have at most 80 lines, and 10 more"
                                + " where an editor folds long ones, but has "));
    }

    @Test
    void theFilesOfThisProjectLeaveRoomForAnEditorThatFoldsThem() throws Exception {
        try (Stream<Path> files = Files.find(site.file(""), 3, (file, facts) -> facts.isRegularFile())) {
            assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml"))
                            .filter(file -> !file.endsWith("errors.camel.yaml")))
                    .hasSizeGreaterThan(10)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(SizeRule.LINES));
        }
    }

    @Test
    void whatAnEditorAddsBreaksNoRule() throws Exception {
        // As Kaoto folds it when it saves the longest file.
        site.replace(
                "dead-letter.camel.yaml", "Write a dead letter that was", ">-\n      Write a dead letter that was");

        assertThat(Files.readAllLines(site.file("dead-letter.camel.yaml"))).hasSizeGreaterThan(SizeRule.LINES);
        assertThat(found()).isEmpty();
    }

    @Test
    void aFourthRouteIsOneTooManyForAFile() throws Exception {
        String fourth = Files.readString(site.file("sensor.camel.yaml")).replaceAll("(?m)^(\\s+id:.*)$", "$1-two");
        Files.writeString(site.file("dead-letter.camel.yaml"), fourth, StandardOpenOption.APPEND);

        assertThat(found())
                .anySatisfy(
                        one -> assertThat(one)
                                .matches(
                                        "dead-letter.camel.yaml:\\d+  size  a route file must have at most 3 routes, but has 4"));
    }

    @Test
    void filesThatAreMissingEmptyOrNamedByNobodyAreFound() throws Exception {
        site.replace("heartbeat.camel.yaml", "mapping/heartbeat.jslt", "mapping/heart.jslt");
        Files.writeString(site.file("sql/store-messages.sql"), "-- nothing\n");
        Files.delete(site.file("sql/drop-old-readings.sql"));

        assertThat(found())
                .contains(
                        "heartbeat.camel.yaml:11  mapping  The mapping mapping/heart.jslt, which heartbeat.camel.yaml"
                                + " names, does not exist",
                        "mapping/heartbeat.jslt:1  unused  must be named by a route, but is named by none",
                        "sql/store-messages.sql:1  file  sql/store-messages.sql holds no statement",
                        "retention.camel.yaml:28  file  sql/drop-old-readings.sql, which retention.camel.yaml names,"
                                + " does not exist");
    }

    @Test
    void aRouteWithAMappingNeedsAGoodCaseAndABadOneAndACaseNeedsItsRoute() throws Exception {
        Files.move(site.file("cases/heartbeat"), site.file("cases/hartbeat"));
        Files.writeString(site.file("cases/status/wrong.yaml"), "topc: devices/d/status\n");

        assertThat(found())
                .contains("cases/status/wrong.yaml:1  case  topc is not known here; did you mean topic?")
                .anySatisfy(one -> assertThat(one)
                        .startsWith("cases/hartbeat/attributes.yaml:1  case  a case must be in a folder named as a"))
                .anySatisfy(one -> assertThat(one)
                        .startsWith("heartbeat.camel.yaml:2  cases  the route heartbeat must have a case whose message"
                                + " is stored, but has none; try: cases record"))
                .anySatisfy(one -> assertThat(one)
                        .startsWith("heartbeat.camel.yaml:2  cases  the route heartbeat must have a case whose message"
                                + " becomes a dead letter, but has none"));
    }

    private List<String> found() throws Exception {
        List<LintRule> rules = new ArrayList<>(Lint.OF_FILES);
        rules.add(new CaseRule());
        return site.shown(site.lint().findings(rules));
    }
}
