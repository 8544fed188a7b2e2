package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What the schemas of the payloads say of a message, the mappings make true. */
class PayloadSchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CODE = Pattern.compile("`(\\{[^`]*})`");

    @ParameterizedTest
    @ValueSource(strings = {"sensor", "heartbeat", "status"})
    void theExamplesOfTheSchemaAndOfThePageOfDataAreValidAndCanBeMapped(String suffix) throws IOException {
        List<String> examples = new ArrayList<>();
        JSON.readTree(Files.readString(file(suffix))).path("examples").forEach(one -> examples.add(one.toString()));
        Files.readAllLines(Path.of("docs/data.md")).stream()
                .filter(line -> line.startsWith("| `" + suffix + "`"))
                .flatMap(line -> CODE.matcher(line).results())
                .forEach(code -> examples.add(code.group(1)));

        assertThat(examples).hasSizeGreaterThan(1).allSatisfy(example -> {
            assertThat(isValid(suffix, example)).as(example).isTrue();
            assertThat(canBeMapped(suffix, example)).as(example).isTrue();
        });
    }

    @Test
    void aCaseIsValidWhereItsMessageIsStoredAndIsNotWhereItsMappingRefusesIt() throws IOException {
        int looked = 0;
        for (String suffix : List.of("sensor", "heartbeat", "status")) {
            try (Stream<Path> cases = Files.list(Path.of("routes/cases", suffix))) {
                for (Path file : cases.sorted().toList()) {
                    looked += agrees(suffix, file) ? 1 : 0;
                }
            }
        }
        assertThat(looked).isGreaterThan(30);
    }

    /** A bare word is none, and neither is nothing. */
    private static boolean isJson(String payload) {
        try {
            return !JSON.readTree(payload).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Whether there was anything to compare: bytes and broken JSON have no schema, and no schema knows the topic. */
    private static boolean agrees(String suffix, Path file) throws IOException {
        Map<String, Object> one = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        JsonNode reason = JSON.valueToTree(one.get("expect")).at("/dead_letter/reason");
        if (!(one.get("payload") instanceof String payload)
                || reason.asText().matches("invalid-json|device-id-mismatch")
                || !isJson(payload)) {
            return false;
        }
        assertThat(isValid(suffix, payload)).as(file.toString()).isEqualTo(reason.isMissingNode());
        return true;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sensor    | [17]
            sensor    | [[]]
            sensor    | [{"t":1},{"timestamp":"yesterday"}]
            sensor    | 17
            sensor    | null
            sensor    | "online"
            sensor    | {"timestamp":"yesterday"}
            sensor    | {"timestamp":""}
            sensor    | {"timestamp":true}
            sensor    | {"timestamp":{}}
            sensor    | {"timestamp":"2025-11-04"}
            sensor    | {"timestamp":"2025-13-04T11:15:01Z"}
            sensor    | {"timestamp":"2025-11-04T25:15:01Z"}
            sensor    | {"timestamp":"2025-11-04T11:15:01+25:00"}
            sensor    | {"timestamp":"1762254901 s"}
            sensor    | {"device_id":{}}
            sensor    | {"device_id":true}
            heartbeat | []
            heartbeat | {"timestamp":[]}
            status    | {}
            status    | []
            status    | "away"
            status    | true
            status    | {"online":"yes"}
            status    | {"status":"sleeping","online":true}
            status    | null
            status    | {"status":"sleeping"}
            status    | {"status":null}
            status    | {"status":"online","timestamp":"soon"}
            """)
    void whatAMappingRefusesItsSchemaRefuses(String suffix, String payload) throws IOException {
        assertThat(canBeMapped(suffix, payload)).isFalse();
        assertThat(isValid(suffix, payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1762254901",
                "1762254901.25",
                "1.762254901e9",
                "\"1762254901\"",
                "\" 1762254901 \"",
                "\"2025-11-04T11:15:01Z\"",
                "\"2025-11-04 11:15\"",
                "\"2025-11-04t11:15:01.123456789+0100\"",
                "\"2025-11-04T11:15:01-05:30\"",
                "\"2025-11-05 12:58:06.687+01\"",
                "1762254901250000000",
                "\"20251104T111501.25Z\"",
                "\"20251104T1115+0100\"",
                "\"Tue, 04 Nov 2025 11:15:01 GMT\"",
                "\"4 Nov 2025 11:15:01 +0100\"",
                "null",
            })
    void everyFormOfATimeIsValidAndCanBeMapped(String time) throws IOException {
        String payload = "{\"timestamp\":" + time + "}";

        assertThat(isValid("sensor", payload)).isTrue();
        assertThat(canBeMapped("sensor", payload)).isTrue();
    }

    private static boolean canBeMapped(String suffix, String payload) throws IOException {
        Expression mapping = new Parser(Files.newBufferedReader(Path.of("routes/mapping", suffix + ".jslt")))
                .withFunctions(MappingFunctions.ALL)
                .compile();
        JsonNode message = JSON.readTree(payload);
        JsonNode device = message.path("device_id");
        Map<String, Object> headers = Map.of(
                "deviceId",
                device.isTextual() || device.isNumber() ? device.asText() : "d",
                "receivedAt",
                1_762_344_000_000_000L,
                "retained",
                false);
        try {
            mapping.apply(Map.of("headers", JSON.valueToTree(headers)), message);
            return true;
        } catch (JsltException | IllegalArgumentException | DeviceIdMismatchException e) {
            return false;
        }
    }

    private static boolean isValid(String suffix, String payload) throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(Files.readString(file(suffix)), InputFormat.JSON);
        try {
            return schema.validate(JSON.readTree(payload)).isEmpty();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(payload, e);
        }
    }

    private static Path file(String suffix) {
        return Path.of("docs/schemas", suffix + ".schema.json");
    }
}
