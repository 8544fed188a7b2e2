package io.deviceingest.doctor.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deviceingest.message.Arrival;
import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataIntegrityViolationException;

/** Follows single messages to what the running program leaves of them in the database. Not thread-safe. */
final class Follower {

    private static final long PAUSE_MILLIS = 50;

    private final MessageTraces traces;
    private final MqttSettings settings;
    private final Duration patience;

    /** @param patience how long the program may take for a message, from its arrival on */
    Follower(MessageTraces traces, MqttSettings settings, Duration patience) {
        this.traces = traces;
        this.settings = settings;
        this.patience = patience;
    }

    /** @param envelopes what the message should become; none where only a dead letter can come of it */
    Fate follow(Arrival arrival, List<String> envelopes) throws InterruptedException {
        while (true) {
            // Asked before the look, so that even a message which waited long for its turn gets one.
            boolean late = Instant.now().isAfter(arrival.at().plus(patience));
            Optional<Trace> trace = trace(envelopes, arrival.receivedAt());
            if (trace.isPresent()) {
                return trace.get().isNew()
                        ? new Fate.Stored(Duration.between(arrival.at(), Instant.now()))
                        : new Fate.Duplicate(trace.get().before());
            }
            Optional<MessageTraces.DeadLetter> letter = traces.deadLetter(
                    arrival.topic(), arrival.kept(settings.limits().payloadLimit()));
            if (letter.isPresent()) {
                return new Fate.DeadLettered(
                        letter.get().id(), letter.get().reason(), letter.get().error());
            }
            if (late) {
                return new Fate.Unseen(patience);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }

    /** What to try when nothing of a message is found. */
    String doesItRun() {
        return "look whether the program runs, with the same broker ("
                + settings.broker().address() + "), database and route files as this check, and what its log says";
    }

    private Optional<Trace> trace(List<String> envelopes, long receivedAt) {
        try {
            return envelopes.isEmpty() ? Optional.empty() : traces.stored(envelopes, receivedAt);
        } catch (JsonProcessingException | DataIntegrityViolationException e) {
            // A site's mapping made what cannot be stored: the database refuses it there, too, and the dead letter says
            // so.
            return Optional.empty();
        }
    }
}
