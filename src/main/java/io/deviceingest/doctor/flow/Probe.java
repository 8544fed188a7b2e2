package io.deviceingest.doctor.flow;

import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.message.Arrival;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.probe.Listener;
import io.deviceingest.problem.Causes;
import io.deviceingest.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DataAccessException;

/**
 * Sends one message the whole way, as a device of its own, and takes away what it leaves in the database. What cannot
 * be stored in time expires at the broker, so that nothing of it comes later.
 */
public final class Probe {

    public static final String DEVICE = "doctor-probe";
    public static final String WHAT = "flow probe";

    private final Settings settings;
    private final DryRun dryRun;
    private final Duration patience;

    Probe(Settings settings, DryRun dryRun, Duration patience) {
        this.settings = settings;
        this.dryRun = dryRun;
        this.patience = patience;
    }

    List<Finding> make() throws InterruptedException, MqttProblem {
        Optional<String> topic = new TopicForm(settings.mqtt().session().topics()).right(DEVICE, "sensor");
        if (topic.isEmpty()) {
            return List.of(Finding.warn(
                    WHAT,
                    "not sent: no filter of MQTT_TOPIC takes the sensor message of a device, but only "
                            + String.join(",", settings.mqtt().session().topics()),
                    "add one to MQTT_TOPIC if sensor messages should be stored"));
        }
        Arrival probe = arrival(topic.get());
        if (!(dryRun.run(probe) instanceof Outcome.Envelopes envelopes)) {
            return List.of(Finding.warn(
                    WHAT,
                    "not sent: these routes would not store " + text(probe) + " on " + probe.topic(),
                    "watch a real device with --device"));
        }
        Follower follower = new Follower(MessageTraces.open(settings.database(), DEVICE), settings.mqtt(), patience);
        Finding sent = send(probe, envelopes.all(), follower);
        return withdraw(probe.topic()).map(left -> List.of(sent, left)).orElse(List.of(sent));
    }

    private Finding send(Arrival probe, List<String> envelopes, Follower follower)
            throws InterruptedException, MqttProblem {
        boolean heard;
        try (Listener publisher = Listener.connect(settings.mqtt(), nothing -> {})) {
            try {
                heard = publisher.publish(probe.topic(), probe.payload(), expiry());
            } catch (MqttProblem e) {
                return Finding.fail(
                        WHAT, e.getMessage(), e.isNotAuthorized() ? publishRight(probe.topic()) : e.remedy());
            }
        }
        Fate fate = follower.follow(probe, envelopes);
        if (fate instanceof Fate.Stored) {
            return Finding.ok(WHAT, probe.topic() + ": " + fate);
        }
        if (fate instanceof Fate.DeadLettered letter) {
            return Finding.fail(
                    WHAT,
                    probe.topic() + ": the running program made a dead letter of it, " + letter.reason() + ": "
                            + letter.error(),
                    DeadLetterRemedies.of(letter.reason(), probe.topic()));
        }
        return Finding.fail(
                WHAT,
                probe.topic() + ": the broker took it" + (heard ? "" : " but has no subscriber for it") + "; " + fate
                        + "; what waited at the broker has expired, so it does not come later",
                follower.doesItRun());
    }

    /** No longer than it is waited for. */
    private Duration expiry() {
        return Duration.ofSeconds(Math.max(1, patience.toSeconds()));
    }

    private Optional<Finding> withdraw(String topic) {
        try {
            DeviceHistory.of(settings.database(), DEVICE).forget(topic);
            return Optional.empty();
        } catch (DataAccessException e) {
            return Optional.of(Finding.warn(
                    "flow probe rows",
                    "the rows of the device " + DEVICE + " stay: " + Causes.firstLine(e.getMostSpecificCause()),
                    "let their owner DELETE FROM reading, device_event and device WHERE device_id = '" + DEVICE + "'"));
        }
    }

    private String publishRight(String topic) {
        String user = settings.mqtt().broker().username();
        return "a probe needs the right to publish, which the program does not: for Mosquitto \""
                + (user.isEmpty() ? "" : "user " + user + "\" and \"") + "topic write " + topic
                + "\", for EMQX {allow, "
                + (user.isEmpty() ? "all" : "{user, \"" + user + "\"}") + ", publish, [\"" + topic
                + "\"]}., for HiveMQ a permission to PUBLISH to " + topic + "; or watch a real device with --device";
    }

    private static Arrival arrival(String topic) {
        String payload = "{\"device_id\":\"" + DEVICE + "\",\"probe\":\"" + UUID.randomUUID() + "\"}";
        long now = Clock.systemUTC().millis() * 1_000;
        return new Arrival(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false, false, Map.of(), now);
    }

    private static String text(Arrival probe) {
        return new String(probe.payload(), StandardCharsets.UTF_8);
    }
}
