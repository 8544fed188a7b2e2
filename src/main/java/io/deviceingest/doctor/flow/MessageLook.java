package io.deviceingest.doctor.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.dryrun.EnvelopeLine;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.json.StrictJson;
import io.deviceingest.message.Arrival;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at one message of a device: its topic, its form, what the routes make of it, and what became of it. */
final class MessageLook {

    static final String WHAT = "flow message";

    private static final int MOST_DEVICES = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final DryRun dryRun;
    private final Follower follower;
    private final TopicForm form;
    private final StrictJson json = new StrictJson();
    private final Set<String> devices = new LinkedHashSet<>();
    private int messages;

    MessageLook(TopicForm form, DryRun dryRun, Follower follower) {
        this.form = form;
        this.dryRun = dryRun;
        this.follower = follower;
    }

    /** How many messages were looked at, without those that are meant for devices. */
    int messages() {
        return messages;
    }

    /** Which devices the messages were of that were looked at, as their mappings name them. */
    Set<String> devices() {
        return devices;
    }

    /** Whether the routes make something of that device of a message. */
    boolean makes(String device, Arrival arrival) {
        return form.covers(arrival.topic())
                && dryRun.run(arrival) instanceof Outcome.Envelopes envelopes
                && namesOf(envelopes.all()).contains(device);
    }

    private static Set<String> namesOf(List<String> envelopes) {
        Set<String> names = new LinkedHashSet<>();
        for (String envelope : envelopes) {
            try {
                names.add(JSON.readTree(envelope).path("device_id").asText());
            } catch (JsonProcessingException e) {
                // A site's mapping made no JSON, which names nobody.
            }
        }
        return names;
    }

    Look at(Arrival arrival, String device) throws InterruptedException {
        String message = arrival.topic() + ", " + arrival.payload().length + " bytes, QoS " + arrival.qos() + ", "
                + jsonOf(arrival.payload());
        if (!form.covers(arrival.topic())) {
            messages++;
            return look(arrival, null, message, outside(message, arrival, device));
        }
        Outcome outcome = dryRun.run(arrival);
        if (outcome instanceof Outcome.Ignored) {
            return look(arrival, outcome, message, Finding.ok(WHAT, message + ": meant for devices, and ignored"));
        }
        messages++;
        if (outcome instanceof Outcome.Envelopes envelopes) {
            if (devices.size() < MOST_DEVICES) {
                devices.addAll(namesOf(envelopes.all()));
            }
            return look(arrival, outcome, message, stored(message, arrival, envelopes.all()));
        }
        if (outcome instanceof Outcome.DeadLetter letter) {
            return look(arrival, outcome, message, deadLetter(message, arrival, letter));
        }
        if (outcome instanceof Outcome.Beyond beyond) {
            String sentence = message + ": goes on to " + beyond.endpoint() + ", where a dry run does not follow";
            return look(arrival, outcome, message, Finding.warn(WHAT, sentence, "look at what that does with it"));
        }
        String sentence = message + ": the routes fail on it, so it is redelivered again and again: " + outcome;
        return look(
                arrival,
                outcome,
                message,
                Finding.fail(WHAT, sentence, "look at the route files, above all at errors.camel.yaml"));
    }

    private static Look look(Arrival arrival, Outcome outcome, String message, Finding finding) {
        String before =
                outcome instanceof Outcome.Envelopes envelopes ? becomes(message, envelopes.all()) : message + ": ";
        String became = finding.detail().substring(before.length());
        return new Look(arrival, Optional.ofNullable(outcome), finding, became);
    }

    private Finding outside(String message, Arrival arrival, String device) {
        String detail = message + ": the program does not get it, for it takes " + form + " only";
        Optional<String> right = form.right(device, arrival.topic());
        if (right.isEmpty()) {
            return Finding.fail(WHAT, detail, "add a filter for it to MQTT_TOPIC");
        }
        Outcome there = dryRun.run(arrival.on(right.get()));
        return Finding.fail(
                WHAT,
                detail + "; on " + right.get() + " it " + wouldBe(there),
                there instanceof Outcome.DeadLetter letter
                        ? DeadLetterRemedies.of(letter.reason(), right.get()) + "; or add a route with a filter for it"
                        : "let the device publish to " + right.get() + ", or add a filter for it to MQTT_TOPIC");
    }

    private static String wouldBe(Outcome outcome) {
        if (outcome instanceof Outcome.Envelopes envelopes) {
            return "would become " + EnvelopeLine.of(envelopes.all());
        }
        return outcome instanceof Outcome.DeadLetter letter
                ? "would be a dead letter, " + letter.reason() + ": " + letter.error()
                : "would not be stored";
    }

    private Finding stored(String message, Arrival arrival, List<String> envelopes) throws InterruptedException {
        String detail = becomes(message, envelopes);
        Fate fate = follower.follow(arrival, envelopes);
        if (fate instanceof Fate.DeadLettered letter) {
            return Finding.fail(
                    WHAT,
                    detail + "but the running program made a dead letter of it, " + letter.reason() + ": "
                            + letter.error(),
                    DeadLetterRemedies.of(letter.reason(), arrival.topic()));
        }
        if (fate instanceof Fate.Unseen) {
            return Finding.fail(WHAT, detail + fate, follower.doesItRun());
        }
        return arrival.qos() > 0
                ? Finding.ok(WHAT, detail + fate)
                : Finding.warn(
                        WHAT,
                        detail + fate + ", but QoS 0 is outside of the promise",
                        "let the device publish at QoS 1: at QoS 0 nobody keeps what cannot be taken at once");
    }

    private static String becomes(String message, List<String> envelopes) {
        return message + ", becomes " + EnvelopeLine.of(envelopes) + ": ";
    }

    private Finding deadLetter(String message, Arrival arrival, Outcome.DeadLetter expected)
            throws InterruptedException {
        Fate fate = follower.follow(arrival, List.of());
        String remedy = DeadLetterRemedies.of(expected.reason(), arrival.topic());
        return Finding.fail(
                WHAT,
                message + ": " + expected.reason() + ", " + expected.error() + "; " + fate,
                fate instanceof Fate.DeadLettered ? remedy : remedy + "; and " + follower.doesItRun());
    }

    private String jsonOf(byte[] payload) {
        try {
            json.readTree(payload);
            return "JSON";
        } catch (IOException e) {
            return "not JSON";
        }
    }
}
