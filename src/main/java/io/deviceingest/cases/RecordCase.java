package io.deviceingest.cases;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.message.Arrival;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Writes a new case from what a message becomes now, and overwrites none.
 *
 * <p>Exit code 0: the case is written; 1: the message becomes nothing that can be recorded, or the routes cannot be built;
 * 2: wrong usage, or a setting or the database stands in the way.
 */
@Command(
        name = "record",
        description = "Write a new case from what a message becomes now.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RecordCase extends CaseCommand {

    @Parameters(index = "0", paramLabel = "TOPIC")
    private String topic;

    @Parameters(index = "1", paramLabel = "PAYLOAD", description = "The text; - reads it from the standard input.")
    private String payload;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "NAME",
            description = "Such as sensor/frost; without it, a name is made of the route and the topic.")
    private String name;

    @Option(names = "--hex", description = "PAYLOAD is bytes in hexadecimal, such as '7b ff'.")
    private boolean hex;

    @Override
    int run(CaseRunner depth) throws Exception {
        RouteSettings routes = settings().routes();
        long now = new IngestClock(Clock.systemUTC()).micros();
        Arrival arrival = new Arrival(topic, payload(), 1, false, false, Map.of(), now);
        Path file = Cases.file(routes, name == null ? name(depth, topic) : name);
        Rows came = depth.rows(new Case(arrival, Expectation.NONE));
        if (came.failure() != null) {
            out().println("Nothing is recorded: " + came.failure());
            return 1;
        }
        Files.createDirectories(file.getParent());
        if (Files.exists(file)) {
            throw misuse(new Problem(file + " is there already", "another NAME behind the payload").toString());
        }
        Files.writeString(
                file, forEditors(routes, file) + CaseRecorder.record(arrival, came), StandardOpenOption.CREATE_NEW);
        out().println("Written: " + file + "; look at what it expects, and say in its description what it shows");
        return 0;
    }

    private byte[] payload() throws IOException {
        if (hex) {
            try {
                return HexFormat.of().parseHex(payload.replaceAll("\\s", ""));
            } catch (IllegalArgumentException e) {
                throw misuse("with --hex, PAYLOAD must be bytes such as '7b ff', but was '" + payload + "'");
            }
        }
        return payload.equals("-") ? System.in.readAllBytes() : payload.getBytes(StandardCharsets.UTF_8);
    }

    /** The line by which an editor finds the schema of cases; none where a site has no copy of it. */
    private static String forEditors(RouteSettings routes, Path file) {
        Path schema = routes.directory().resolve("case.schema.json");
        Path folder = file.toAbsolutePath().getParent();
        return Files.exists(schema)
                ? "# yaml-language-server: $schema=" + folder.relativize(schema.toAbsolutePath()) + "\n"
                : "";
    }

    /** One that says which route and which topic the case is of. */
    static String name(CaseRunner depth, String topic) {
        return depth.routes().route(topic) + "/"
                + topic.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
