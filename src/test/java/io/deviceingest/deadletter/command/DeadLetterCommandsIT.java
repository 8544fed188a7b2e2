package io.deviceingest.deadletter.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.CommandRun;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How dead letters are chosen, listed, shown and discarded; what is refused, and with which exit code. */
class DeadLetterCommandsIT {

    @RegisterExtension
    static final Letters letters = new Letters();

    @BeforeEach
    void fourLetters() {
        letters.add("unmappable", "devices/a/sensor", "{\"t\":1}", "'2026-01-31T12:00:00Z'");
        letters.add("invalid-json", "devices/b/sensor", "{", "'2026-01-31T13:00:00Z'");
        letters.add("unknown-topic", "devices/a/b.c", "{}", "'2026-01-31T14:00:00.25Z'");
        letters.add("unknown-topic", "devices", "{}", "now() - interval '1 minute'");
    }

    @Test
    void theNewestAreListedFirstInATable() {
        CommandRun run = letters.run("list", "--until", "2026-02-01");

        assertThat(run).isEqualTo(new CommandRun(0, """
                id  received              reason         device  bytes  state  topic
                3   2026-01-31T14:00:00Z  unknown-topic  a       2      open   devices/a/b.c
                2   2026-01-31T13:00:00Z  invalid-json   b       1      open   devices/b/sensor
                1   2026-01-31T12:00:00Z  unmappable     a       7      open   devices/a/sensor
                3 dead letters
                """));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            lamp          | 5   | in a list
            Device "A"    | 6   | as a field
            tasmota/plug  | 7   | in the error, with the prefix of a mapping
            amp           |     | a part of a name
            """)
    void aDeviceIsNamedByThePayloadOrTheErrorToo(String device, String ids, String what) {
        letters.add("unmappable", "devices/gateway/sensor", "[{\"device_id\":\"lamp\"},{\"device_id\":\"door\"}]");
        letters.add("unmappable", "v1/gateway/telemetry", "{\"Device \\\"A\\\"\":[]}");
        letters.add("unknown-device", "tele/plug/SENSOR", new byte[] {(byte) 0xff}, "now()");
        letters.sql()
                .update("UPDATE dead_letter SET error = 'the device \"tasmota/plug\" is not in the table device'"
                        + " WHERE id = 7");

        CommandRun run = letters.run("list", "--json", "--device", device);

        assertThat(run.output().lines().map(line -> line.replaceAll(".*\"id\":(\\d+),.*", "$1")))
                .as(what)
                .containsExactlyElementsOf(ids == null ? List.of() : List.of(ids));
    }

    @Test
    void aLimitSaysHowManyMoreThereAre() {
        assertThat(letters.run("list", "--limit", "1").output())
                .contains("4 ")
                .doesNotContain("devices/a")
                .endsWith("the newest 1 of 4 dead letters; --limit 4 shows all\n");
    }

    @Test
    void machinesGetAnObjectPerLine() throws Exception {
        CommandRun run = letters.run("list", "--json", "--device", "b");

        JsonNode letter = new ObjectMapper().readTree(run.output());
        assertThat(letter.path("id").asLong()).isEqualTo(2);
        assertThat(letter.path("reason").asText()).isEqualTo("invalid-json");
        assertThat(letter.path("received_at").asText()).isEqualTo("2026-01-31T13:00:00Z");
        assertThat(letter.path("replayed_at").isNull()).isTrue();
        assertThat(run.output().lines()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --reason unmappable,invalid-json  | 1 2     | any of several reasons
            --device a                        | 1 3     | a level of the topic
            --device b.c                      | 3       | whichever level
            --topic devices/+/sensor          | 1 2     | a plus is one level
            --topic devices/#                 | 1 2 3 4 | a hash is any number of levels, none too
            --topic devices/a/#               | 1 3     | below a level
            --topic #                         | 1 2 3 4 | everything
            --topic devices/a/b.c             | 3       | a dot is a dot
            --topic devices/a/.*              |         | and no pattern
            --since 2h                        | 4       | so long ago
            --since 2026-01-31T14:00+01:00    | 2 3 4   | with an offset
            --until 2026-01-31T13:00:00       | 1       | without one, which is UTC
            --until 2026-01-31T14:00:00.250Z  | 1 2     | up to and without it
            --since 2026-01-31 --device a     | 1 3     | two that must both hold
            1 3 --topic devices/a/sensor      | 1       | ids and a filter
            """)
    void filtersChoose(String options, String ids, String reason) throws Exception {
        String[] arguments = Stream.concat(Stream.of("list", "--json"), Stream.of(options.split(" ")))
                .toArray(String[]::new);
        StringBuilder chosen = new StringBuilder();
        for (String line : letters.run(arguments).output().lines().toList()) {
            chosen.insert(0, new ObjectMapper().readTree(line).path("id").asText() + " ");
        }
        assertThat(chosen.toString().strip()).as(reason).isEqualTo(ids == null ? "" : ids);
    }

    @Test
    void aLetterIsShownAsAWholeWithWhatToTry() {
        letters.sql()
                .update("UPDATE dead_letter SET user_properties = '{\"firmware\":\"1.2\"}', error = E'not\\nso'"
                        + " WHERE id = 1");

        CommandRun run = letters.run("show", "1");

        assertThat(run).isEqualTo(new CommandRun(0, """
                id               1
                state            open
                received         2026-01-31T12:00:00Z
                topic            devices/a/sensor
                device           a
                QoS              1
                retained         false
                user properties  {"firmware": "1.2"}
                reason           unmappable
                error            not so
                                 try: fix what the device sends, or the mapping in routes/mapping/
                route            sensor
                payload          7 bytes

                {"t":1}
                """));
    }

    @Test
    void whatIsNoTextIsShownInHexadecimal() {
        byte[] payload = "0123456789abcdef\0\u001b[31m\u00e9".getBytes(StandardCharsets.ISO_8859_1);
        long id = letters.add("payload-too-large", "devices/d/sensor", payload, "now()");

        assertThat(letters.run("show", String.valueOf(id)).output())
                .contains("only the first 23 bytes, not text")
                .contains("""
                        00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef
                        00000010  00 1b 5b 33 31 6d e9                             ..[31m.
                        """);
    }

    @Test
    void whatIsDiscardedIsOutOfTheWayAndStaysInTheTable() {
        assertThat(letters.run("discard", "--reason", "unknown-topic", "--dry-run")
                        .output())
                .isEqualTo("2 would be discarded; nothing was changed\n");
        assertThat(letters.open()).hasSize(4);

        CommandRun run = letters.run("discard", "--reason", "unknown-topic");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).startsWith("2 discarded; ");
        assertThat(letters.open()).containsExactly(1L, 2L);
        assertThat(letters.run("list").output()).doesNotContain("unknown-topic");
        assertThat(letters.run("list", "--all").output()).containsPattern("4 .* discarded  devices");
        assertThat(letters.run("replay", "4").output()).contains("4 was discarded ");
        assertThat(letters.column("id", Long.class)).containsExactly(1L, 2L, 3L, 4L);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replay                  | ids, filters or --all must say which letters are meant, but nothing did
            discard                 | ids, filters or --all must say which letters are meant, but nothing did
            replay --all --device a | --all means every open letter, but ids or filters were given too
            list --limit 0          | --limit must be at least 1, but was 0
            list --reason odd       | '--reason' (REASON): must be one of invalid-json, unknown-topic, .*, but was "odd"
            list --since yesterday  | '--since': must be a time ago such as 2h or 7d, or a time .*, but was "yesterday"
            replay --topic a#       | '--topic': must be a topic filter .*, but was "a#"
            show                    | Missing required parameter: 'ID'
            fix                    | 'fix'
            ``                      | Missing required subcommand
            """)
    void wrongUsageSaysOptionRuleAndValue(String arguments, String sentence) {
        CommandRun run = letters.run(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).containsPattern(sentence.replaceAll("[()#]", "\\\\$0"));
        assertThat(letters.open()).hasSize(4);
    }

    @Test
    void anIdThatNobodyHasIsNotPassedOverInSilence() {
        for (List<String> command : List.of(List.of("show", "99"), List.of("replay", "99"), List.of("discard", "99"))) {
            CommandRun run = letters.run(command.toArray(String[]::new));

            assertThat(run.exitCode()).as(command.toString()).isEqualTo(1);
            assertThat(run.output()).contains("there is no dead letter 99");
        }
    }

    @Test
    void settingsThatAreRefusedAreReportedWithExitCode2() {
        Map<String, String> settings = new HashMap<>(letters.settings());
        settings.put("DB_URL", "mysql://there");

        CommandRun run = letters.with(settings, "list");

        assertThat(run)
                .isEqualTo(new CommandRun(2, "DB_URL must begin with jdbc:postgresql:, but was \"mysql://there\"\n"));
    }

    @Test
    void aDatabaseThatLacksWhatIsNeededIsReportedWithWhatToTry() {
        letters.sql().execute("ALTER TABLE dead_letter RENAME TO mislaid");
        try {
            CommandRun run = letters.run("replay", "--all");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output())
                    .contains("relation \"dead_letter\" does not exist")
                    .contains("try: bring the schema to this version");
        } finally {
            letters.sql().execute("ALTER TABLE mislaid RENAME TO dead_letter");
        }
    }

    @Test
    void routesThatCannotBeBuiltReplayNothing() throws Exception {
        letters.edit("sensor.camel.yaml", "batch:store", "nonsense:store");

        CommandRun run = letters.run("replay", "--all");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("nonsense").contains("try: correct the file that is named");
        assertThat(letters.open()).hasSize(4);
    }
}
