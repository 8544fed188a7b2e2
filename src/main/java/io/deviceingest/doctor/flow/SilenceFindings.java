package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.flow.DeviceHistory.Limit;
import io.deviceingest.doctor.flow.DeviceHistory.State;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Durations;
import io.deviceingest.problem.EditDistance;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** How long a device may be silent; and when nothing came from it, who else was heard and what the database remembers. */
final class SilenceFindings {

    /** Of a gateway that speaks for many. */
    private static final int MOST_NAMES = 3;

    private final String device;
    private final MqttSettings settings;
    private final DataSource database;
    private final Duration offlineAfter;
    private final DeviceHistory history;

    SilenceFindings(String device, Settings settings, DataSource database) {
        this.device = device;
        this.settings = settings.mqtt();
        this.database = database;
        this.offlineAfter = settings.presence().offlineAfter();
        this.history = new DeviceHistory(database, device);
    }

    /**
     * How long it may be silent; none of a device that the database does not know.
     *
     * @param names what its messages call it, or those for whom it speaks: one of those has the limit where a mapping
     *     gives it another name
     */
    List<Finding> limits(Collection<String> names) {
        Optional<State> own = history.state();
        if (own.isPresent()) {
            return List.of(limit(device, own.get()));
        }
        return names.stream()
                .filter(name -> !name.equals(device))
                .limit(MOST_NAMES)
                .flatMap(name -> new DeviceHistory(database, name).state().map(state -> limit(name, state)).stream())
                .toList();
    }

    private Finding limit(String name, State state) {
        return Finding.ok("flow silence", limitOf(name, state.limit()));
    }

    private String limitOf(String name, Limit limit) {
        if (limit == null) {
            return "\"" + name + "\" counts as offline after " + Durations.exact(offlineAfter)
                    + " without a message (DEVICE_OFFLINE_AFTER)";
        }
        return "\"" + name + "\" "
                + (limit.time() == null
                        ? "never counts as offline for being silent"
                        : "counts as offline after " + Durations.exact(limit.time()) + " without a message")
                + (limit.isMapped() ? " (its mapping says so)" : " (set in device.offline_after)");
    }

    /** @param hearsOthers whether the others were listened to */
    List<Finding> explain(Overheard others, boolean hearsOthers, Duration time) {
        List<Finding> findings = new ArrayList<>();
        findings.add(others.anybody() ? othersOnly(others, time) : nobody(others.taken(), hearsOthers, time));
        findings.add(lastSeen());
        findings.addAll(limits(history.longerNames()));
        findings.add(deadLetters());
        return findings;
    }

    private Finding othersOnly(Overheard others, Duration time) {
        Optional<String> nearest = EditDistance.nearest(device, others.names());
        return Finding.fail(
                "flow device",
                "nothing from \"" + device + "\" in " + Durations.seconds(time) + ", but messages " + others,
                nearest.map(name -> "the nearest name is \"" + name + "\": correct the device's id or topic, or ask for"
                                + " --device " + name)
                        .orElse("look whether \"" + device + "\" is on, and connected to this broker ("
                                + settings.broker().address() + ")"));
    }

    private Finding nobody(String taken, boolean hearsOthers, Duration time) {
        return Finding.fail(
                "flow device",
                "nothing from \"" + device + "\"" + (hearsOthers ? " nor from anybody else" : "") + " in "
                        + Durations.seconds(time),
                "look whether the device is on and connects to this broker and port ("
                        + settings.broker().address()
                        + "), and whether the broker's access rules let "
                        + (settings.broker().username().isEmpty()
                                ? "a client without a user name"
                                : "the user \"" + settings.broker().username() + "\"")
                        + " read " + taken
                        + " (Mosquitto grants the subscription all the same and keeps the messages back in silence);"
                        + " or listen longer with --for");
    }

    private Finding lastSeen() {
        Optional<State> state = history.state();
        List<String> longer = history.longerNames();
        if (state.isEmpty() && !longer.isEmpty()) {
            return Finding.warn(
                    "flow last seen",
                    "never: the database knows no device \"" + device + "\", but " + String.join(", ", longer),
                    "ask for --device " + longer.get(0));
        }
        if (state.isEmpty()) {
            return Finding.warn(
                    "flow last seen",
                    "never: the database knows no device \"" + device + "\"",
                    "compare the name with SELECT device_id FROM device ORDER BY last_seen DESC LIMIT 10");
        }
        OffsetDateTime seen = state.get().lastSeen();
        return Finding.ok(
                "flow last seen",
                (seen == null ? "never but by retained messages" : when(seen)) + ", " + statusOf(state.get()));
    }

    private static String statusOf(State state) {
        if (state.status() == null) {
            return "status unknown";
        }
        return state.status() + " since " + when(state.statusAt())
                + (state.statusCause().equals("silence")
                        ? ", because nothing came for too long"
                        : ", because a message or its last will said so");
    }

    private Finding deadLetters() {
        List<String> reasons = history.deadLettersOfADay();
        return reasons.isEmpty()
                ? Finding.ok("flow dead letters", "none of \"" + device + "\" in the last day")
                : Finding.warn(
                        "flow dead letters",
                        "in the last day: " + String.join(", ", reasons),
                        "SELECT received_at, topic, reason, error FROM dead_letter ORDER BY id DESC LIMIT 20");
    }

    private static String when(OffsetDateTime time) {
        return time.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS) + " ("
                + Durations.rough(Duration.between(time, OffsetDateTime.now(ZoneOffset.UTC))) + " ago)";
    }
}
