package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.deviceingest.yaml.LocatedYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an editor says of a case file by its schema, the program says too. */
class CaseSchemaTest {

    private static final Path SCHEMA = Site.ROUTES.resolve("case.schema.json");
    private static final String MODELINE = "# yaml-language-server: $schema=";

    @TempDir
    Path folder;

    @Test
    void everyCaseOfThisProjectIsValid() throws Exception {
        assertThat(cases())
                .hasSizeGreaterThan(100)
                .allSatisfy(file -> assertThat(errors(file)).as(file.toString()).isEmpty());
    }

    @Test
    void aFirstLineThatNamesTheSchemaLeadsToIt() throws IOException {
        int named = 0;
        for (Path file : cases()) {
            String first = Files.readAllLines(file).get(0);
            if (first.startsWith(MODELINE)) {
                assertThat(file.resolveSibling(first.substring(MODELINE.length()))
                                .normalize())
                        .as(file.toString())
                        .isEqualTo(SCHEMA);
                named++;
            }
        }
        assertThat(named).isGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "payload: x\nexpect: {device: []}",
                "topic: ''\npayload: x\nexpect: {device: []}",
                "topic: t\nexpect: {device: []}",
                "topic: t\npayload: x\nhex: 7b\nexpect: {device: []}",
                "topic: t\npayload: x\njson: {}\nexpect: {device: []}",
                "topic: t\nhex: 7\nexpect: {device: []}",
                "topic: t\nhex: zz\nexpect: {device: []}",
                "topic: t\npayload: x\nqos: 2\nexpect: {device: []}",
                "topic: t\npayload: x\nqos: two\nexpect: {device: []}",
                "topic: t\npayload: x\nretained: maybe\nexpect: {device: []}",
                "topic: t\npayload: x\nretained: 1\nexpect: {device: []}",
                "topic: t\npayload: x\npadTo: -1\nexpect: {device: []}",
                "topic: t\npayload: x\npadTo: 16777217\nexpect: {device: []}",
                "topic: t\npayload: x\npadTo: many\nexpect: {device: []}",
                "topic: t\npayload: x\nreceivedAt: noon\nexpect: {device: []}",
                "topic: t\npayload: x\nreceivedAt: 2025-13-05T12:00:00Z\nexpect: {device: []}",
                "topic: t\npayload: x\nreceivedAt: 2025-11-05\nexpect: {device: []}",
                "topic: t\npayload: x\nuserProperties: [a]\nexpect: {device: []}",
                "topic: t\npayload: x\nuserProperties: {a: [b]}\nexpect: {device: []}",
                "topic: t\npayload: x",
                "topic: t\npayload: x\nexpect: {}",
                "topic: t\npayload: x\nexpect: {devise: []}",
                "topic: t\npayload: x\nexpect: {reading: 1}",
                "topic: t\npayload: x\nexpect: {reading: [1]}",
                "topic: t\npayload: x\nexpect: {nothing: false}",
                "topic: t\npayload: x\nexpect: {nothing: true, device: []}",
                "topic: t\npayload: x\ntopc: t\nexpect: {device: []}",
            })
    void whatTheProgramRefusesTheSchemaRefuses(String broken) throws Exception {
        Path file = Files.writeString(folder.resolve("broken.yaml"), broken);

        assertThatThrownBy(() -> CaseReader.read(file)).isInstanceOf(BrokenCaseException.class);
        assertThat(errors(file)).isNotEmpty();
    }

    private static List<Path> cases() throws IOException {
        try (Stream<Path> files = Files.walk(Site.ROUTES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> file.toString().contains("/cases/"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Error> errors(Path file) throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(SCHEMA), InputFormat.JSON);
        return schema.validate(LocatedYaml.read(file).at(JsonPointer.empty()));
    }
}
