package io.deviceingest;

import io.deviceingest.command.SiteCommand;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.database.Replicas;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.Retirement;
import io.deviceingest.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Ends the broker's session of a replica that is gone for good: runs the program, without its port, until it has stored
 * what waited there.
 *
 * <p>Exit code 0: there is no session any more; 1: it stays at the broker, with everything that was not stored; 2:
 * settings that are refused, or wrong usage.
 */
@Command(
        name = RetireCommand.NAME,
        aliases = RetireCommand.OLD_NAME,
        description = {
            "End the session of a replica that is gone for good, and store what waits in it.",
            "Set MQTT_CLIENT_ID to that replica's, and everything else as it was. Never while it still runs: another"
                    + " program with this client id is disconnected, takes its session back, and this command fails."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RetireCommand extends SiteCommand {

    static final String NAME = "retire";

    /** Goes on working in the release that brings the new one. */
    static final String OLD_NAME = "farewell";

    private static final Duration LEAST_QUIET = Duration.ofSeconds(1);
    private static final Duration LONG_FOR_A_COMMIT = Duration.ofSeconds(2);

    @Option(
            names = "--quiet-for",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "The session is empty when no message has come for so long (default: ${DEFAULT-VALUE}).")
    private Duration quietFor;

    @Option(
            names = "--unsubscribe-first",
            description = "Unsubscribe before the session is empty: for a broker that delivers what waits all the same."
                    + " Mosquitto does. Artemis drops it, unless another replica of the share group is connected.")
    private boolean unsubscribeFirst;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10m",
            description = "Give up after so long, and leave the session to the next attempt (default:"
                    + " ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    protected boolean needs(String setting) {
        return true;
    }

    @Override
    protected int run() throws InterruptedException {
        if (quietFor.compareTo(LEAST_QUIET) < 0) {
            throw misuse("--quiet-for must be 1s or longer");
        }
        Retirement retirement = new Retirement(quietFor, unsubscribeFirst);
        ConfigurableApplicationContext program;
        try {
            program = start(retirement);
        } catch (RuntimeException e) {
            // Spring Boot has logged why, as in the running program.
            return 1;
        }
        return await(retirement, program);
    }

    private int await(Retirement retirement, ConfigurableApplicationContext program) throws InterruptedException {
        MessageAccount account = program.getBean(MessageAccount.class);
        Retirement.End end;
        try (program) {
            end = retirement.await(timeout).orElseGet(() -> gaveUp(program));
        }
        // What was pending may have come to its end while the program stopped.
        out().println("[RETIRE] " + end.words());
        if (end.good()) {
            forget();
        }
        out().println("[RETIRE] " + account.words());
        return end.good() ? 0 : 1;
    }

    /** Once the program that stood in for the replica has ended too: the others need not wait for it any more. */
    private void forget() {
        try {
            Replicas.forget(settings().database(), settings().mqtt().session().clientId());
        } catch (DatabaseProblem e) {
            out().println("[RETIRE] the other replicas still count with it, for a day: its row in the table replica was"
                    + " not deleted: " + e.problem());
        }
    }

    private static ConfigurableApplicationContext start(Retirement retirement) {
        return new SpringApplicationBuilder(IngestProgram.class)
                .initializers(context -> context.getBeanFactory().registerSingleton("retirement", retirement))
                // The port may be another program's.
                .run("--management.pages=false");
    }

    private Retirement.End gaveUp(ConfigurableApplicationContext program) {
        String problems = program.getBeansOfType(HealthIndicator.class).values().stream()
                .map(HealthIndicator::health)
                .map(Health::getDetails)
                .flatMap(details -> Problem.fromDetails(details).stream())
                .map(Problem::toString)
                .distinct()
                .collect(Collectors.joining("; "));
        return new Retirement.End(
                false,
                "gave up after " + timeout.toSeconds() + " s: " + (problems.isEmpty() ? stillBusy(program) : problems)
                        + ". The session of \""
                        + settings().mqtt().session().clientId()
                        + "\" stays at the broker, and with it all that is not stored");
    }

    private static Problem stillBusy(ConfigurableApplicationContext program) {
        double oldest = program.getBean(MeterRegistry.class)
                .get("device.ingest.oldest.unacknowledged")
                .gauge()
                .value();
        return oldest > LONG_FOR_A_COMMIT.toSeconds()
                ? new Problem("a message has waited %.0f s for its commit".formatted(oldest), "look for [BATCH] above")
                : new Problem(
                        "messages go on coming",
                        "--unsubscribe-first, where the broker then delivers what waits, or wait until nobody"
                                + " publishes");
    }
}
