package io.deviceingest.doctor.flow;

import io.deviceingest.database.Connections;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.message.Arrival;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.probe.Listener;
import io.deviceingest.problem.Causes;
import io.deviceingest.problem.Durations;
import io.deviceingest.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;

/**
 * Listens beside the running program and reports of every message of one device, as it comes, what is right and wrong
 * with it and what became of it; of a device that says nothing, what is known of it.
 */
public final class Flow {

    public static final String LISTENING = "flow listening";

    private static final long PAUSE_MILLIS = 100;

    /** So many messages that do not name the device go through the mappings, beside the running program. */
    private static final int MOST_LOOKS_AT_OTHERS = 5_000;

    private final Settings settings;
    private final ConfigurableEnvironment environment;
    private final Duration patience;
    private final DataSource database;
    private final FlowReport report;

    /** @param patience how long the running program may take for a message */
    public Flow(Settings settings, ConfigurableEnvironment environment, Duration patience, Consumer<Finding> report) {
        this(settings, environment, patience, Connections.of(settings.database()), report::accept);
    }

    /** @param database where messages are followed to */
    public Flow(
            Settings settings,
            ConfigurableEnvironment environment,
            Duration patience,
            DataSource database,
            FlowReport report) {
        this.settings = settings;
        this.environment = environment;
        this.patience = patience;
        this.database = database;
        this.report = report;
    }

    /**
     * Listens for so long, or until Ctrl-C, and reports each finding as it is made.
     *
     * @param records whether the lines that record its messages are reported too: they hold whole payloads
     */
    public void listen(String device, Duration time, boolean records, Interruption ctrlC) throws InterruptedException {
        Subscriber everything = (listener, filters) -> {
            Finding subscribed = Subscribing.around(device, listener, filters, time);
            // Before anybody can read that it listens, and interrupts it.
            ctrlC.watch(patience.multipliedBy(2));
            return subscribed;
        };
        listen(device, time, records, true, ctrlC::isAsked, everything);
    }

    /**
     * The same from within the running program, which must not get all messages twice: on topics that name the device.
     *
     * @param alsoOthers whether to listen to whatever the program gets, too: to the other devices, and to gateways that
     *     name a device in the payload alone
     */
    public void watch(String device, Duration time, boolean alsoOthers, BooleanSupplier isStopped)
            throws InterruptedException {
        Subscriber near = (listener, filters) -> Subscribing.near(device, listener, filters, alsoOthers, time);
        listen(device, time, false, alsoOthers, isStopped, near);
    }

    /** Subscribes to what is listened to; the filters are those of the program. */
    private interface Subscriber {
        Finding subscribe(Listener listener, List<String> filters) throws MqttProblem;
    }

    private void listen(
            String device,
            Duration time,
            boolean records,
            boolean hearsOthers,
            BooleanSupplier isStopped,
            Subscriber subscriber)
            throws InterruptedException {
        guard(LISTENING, dryRun -> {
            Overheard overheard = new Overheard(device, dryRun.filters());
            Follower follower = new Follower(MessageTraces.open(database, device), settings.mqtt(), patience);
            MessageLook look = new MessageLook(new TopicForm(dryRun.filters()), dryRun, follower);
            Optional<RecordLines> lines = records ? Optional.of(new RecordLines()) : Optional.empty();
            try (Listener listener = Listener.connect(settings.mqtt(), overheard)) {
                Finding subscribed = subscriber.subscribe(listener, dryRun.filters());
                report.found(subscribed);
                if (!subscribed.isFailure()) {
                    Duration listened = listen(listener, new Ear(device, overheard, look, lines), time, isStopped);
                    conclude(device, listened, hearsOthers, overheard, look);
                    if (hearsOthers) {
                        RouteFindings routes =
                                new RouteFindings(new TopicForm(dryRun.filters()), overheard.topics(), listened);
                        dryRun.subscriptions().stream().map(routes::of).forEach(report::found);
                    }
                }
            }
        });
    }

    /** Returns for how long it listened. */
    private Duration listen(Listener listener, Ear ear, Duration time, BooleanSupplier isStopped)
            throws InterruptedException {
        long start = System.nanoTime();
        while (listener.end() == null && !isStopped.getAsBoolean() && System.nanoTime() - start < time.toNanos()) {
            ear.next(PAUSE_MILLIS);
        }
        Duration listened = Duration.ofNanos(System.nanoTime() - start);
        if (listener.end() != null) {
            report.found(Finding.fail(LISTENING, listener.end().problem()));
        }
        listener.close();
        boolean more = true;
        while (more) {
            more = ear.next(0);
        }
        return listened;
    }

    /** Takes what is heard, one message after another. */
    private final class Ear {

        private final String device;
        private final Overheard overheard;
        private final MessageLook look;
        private final Optional<RecordLines> lines;
        private int looksAtOthers;

        Ear(String device, Overheard overheard, MessageLook look, Optional<RecordLines> lines) {
            this.device = device;
            this.overheard = overheard;
            this.look = look;
            this.lines = lines;
        }

        /** Reports of a message, waited for so long; returns whether there was any, be it of another device. */
        boolean next(long millis) throws InterruptedException {
            Arrival named = overheard.next(0);
            Arrival arrival = named == null ? overheard.nextOther() : named;
            if (arrival == null) {
                arrival = overheard.next(millis);
                named = arrival;
            }
            if (arrival == null) {
                return false;
            }
            if (named != null || looksAtOthers++ < MOST_LOOKS_AT_OTHERS && look.makes(device, arrival)) {
                report.heard(look.at(arrival, device));
                if (lines.isPresent()) {
                    lines.get().of(arrival).ifPresent(report::found);
                }
            }
            return true;
        }
    }

    /** Sends one message the whole way. */
    public void probe() throws InterruptedException {
        guard(Probe.WHAT, dryRun -> new Probe(settings, dryRun, patience).make().forEach(report::found));
    }

    /** What is done with the routes at hand. */
    private interface Task {
        void with(DryRun dryRun) throws InterruptedException, MqttProblem;
    }

    private void guard(String what, Task task) throws InterruptedException {
        try (DryRun dryRun = open(what)) {
            if (dryRun != null) {
                task.with(dryRun);
            }
        } catch (MqttProblem e) {
            report.found(Finding.fail(what, e.problem()));
        } catch (DataAccessException e) {
            report.found(Finding.fail(
                    what,
                    "the database fails: " + Causes.firstLine(e.getMostSpecificCause()),
                    "check DB_URL, DB_USERNAME and DB_PASSWORD, and that PostgreSQL runs and has the schema"));
        }
    }

    private DryRun open(String what) {
        try {
            return DryRun.open(environment);
        } catch (Exception e) {
            report.found(Finding.fail(
                    what, "the routes cannot be built: " + Causes.firstLine(e), "correct the file below ROUTES_DIR"));
            return null;
        }
    }

    private void conclude(String device, Duration listened, boolean hearsOthers, Overheard others, MessageLook look) {
        int messages = look.messages();
        SilenceFindings silence = new SilenceFindings(device, settings, database);
        if (messages > 0) {
            String missed = others.missed() == 0 ? "" : "; " + others.missed() + " more came too fast to be looked at";
            report.found(Finding.ok(
                    "flow device",
                    messages + (messages == 1 ? " message" : " messages") + " of \"" + device + "\" in "
                            + Durations.seconds(listened) + missed));
            silence.limits(look.devices()).forEach(report::found);
            return;
        }
        silence.explain(others, hearsOthers, listened).forEach(report::found);
    }
}
