package io.deviceingest.doctor;

import io.deviceingest.doctor.flow.Flow;
import io.deviceingest.doctor.flow.Interruption;
import io.deviceingest.doctor.flow.Probe;
import io.deviceingest.doctor.report.Examination;
import io.deviceingest.doctor.report.JsonReport;
import io.deviceingest.doctor.report.Report;
import io.deviceingest.doctor.report.TextReport;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Finds out why the device sends and the database does not change: checks files, settings, broker and database in the
 * order of a message's way, without starting the program, and changes nothing.
 *
 * <p>Exit code 0: nothing failed; 1: something did (with {@code --strict}: or was warned of); 2: wrong usage.
 */
@Command(
        name = "doctor",
        description = "Check files, settings, broker and database, and say what is wrong and what to try.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class Doctor implements Callable<Integer> {

    /** What must not have failed before a device's messages are listened to. */
    private static final List<String> FLOW_NEEDS = Stream.concat(
                    Stream.of("broker CONNECT", "database login", "file routes", "file mappings"),
                    Stream.of(
                                    "MQTT_BROKER_HOST",
                                    "MQTT_BROKER_PORT",
                                    "MQTT_CLIENT_ID",
                                    "MQTT_CA_FILE",
                                    "MQTT_CERT_FILE",
                                    "MQTT_KEY_FILE",
                                    "MQTT_KEEP_ALIVE",
                                    "MQTT_MAX_PACKET_SIZE",
                                    "MQTT_TOPIC",
                                    "PAYLOAD_LIMIT",
                                    "ROUTES_DIR",
                                    "DB_URL",
                                    "DB_CONNECT_TIMEOUT",
                                    "DB_SOCKET_TIMEOUT")
                            .map(SettingChecks::name))
            .toList();

    @Option(names = "--offline", description = "Files and settings only; no connection is made.")
    private boolean offline;

    @Option(names = "--json", description = "A JSON object per line, for machines.")
    private boolean json;

    @Option(names = "--strict", description = "Warnings count as failures.")
    private boolean strict;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "Limit of each check, such as 500ms or 10s (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Option(
            names = "--device",
            paramLabel = "ID",
            description = "Listen for this device, and say what becomes of each of its messages.")
    private String device;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long to listen for it; Ctrl-C ends it earlier (default: ${DEFAULT-VALUE}).")
    private Duration listening;

    @Option(
            names = "--record",
            description = "Print the line that records a message of it as a case, for each topic. The line holds the"
                    + " whole payload.")
    private boolean records;

    @Option(
            names = "--probe",
            description = "Publish one message as the device " + Probe.DEVICE
                    + ", follow it into the database, and take its rows away again.")
    private boolean probe;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        if (offline && (probe || device != null)) {
            throw new ParameterException(
                    command.commandLine(), "--offline makes no connection, but --device and --probe need one");
        }
        if (records && device == null) {
            throw new ParameterException(
                    command.commandLine(), "--record needs --device, which says whose messages are recorded");
        }
        PrintWriter out = command.commandLine().getOut();
        Report report = json ? new JsonReport(out) : new TextReport(out);
        try (Interruption ctrlC = new Interruption()) {
            examine(new Examination(timeout, report), report, ctrlC);
            report.end();
            return report.isGood(strict) ? 0 : 1;
        }
    }

    private void examine(Examination examination, Report report, Interruption ctrlC) throws InterruptedException {
        List<Problem> mistakes = new ArrayList<>();
        ConfigurableEnvironment environment = SettingsSources.environment(mistakes);
        Settings settings = Settings.of(environment);
        AllChecks checks = new AllChecks(environment, settings, timeout);
        checks.offline(examination, mistakes);
        if (offline) {
            return;
        }
        checks.online(examination);
        follow(examination, new Flow(settings, environment, timeout, report), ctrlC);
    }

    private void follow(Examination examination, Flow flow, Interruption ctrlC) throws InterruptedException {
        if (probe && examination.allows(Probe.WHAT, FLOW_NEEDS)) {
            flow.probe();
        }
        if (device != null && examination.allows(Flow.LISTENING, FLOW_NEEDS)) {
            flow.listen(device, listening, records, ctrlC);
        }
    }
}
