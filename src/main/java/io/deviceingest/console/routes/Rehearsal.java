package io.deviceingest.console.routes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.deviceingest.cases.CaseResult;
import io.deviceingest.cases.CaseRunner;
import io.deviceingest.cases.Cases;
import io.deviceingest.cases.Mismatch;
import io.deviceingest.cases.Trial;
import io.deviceingest.deadletter.DeadLetterRemedies;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.message.Arrival;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.RouteMistakes;
import io.deviceingest.site.SiteFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Runs messages through the files below ROUTES_DIR as they are at this moment, aside: nothing is stored. The routes are
 * built for it each time, so one at a time: it costs processor time that the ingest may need. Safe for any number of
 * threads.
 */
final class Rehearsal {

    private static final long PATIENCE_SECONDS = 5;
    /** Numbers with all of their digits, times too. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final ConfigurableEnvironment environment;
    private final RouteSettings settings;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Run last;

    private record Run(String fingerprint, Instant at, List<CasesModel.Result> results, String problem) {}

    Rehearsal(ConfigurableEnvironment environment, RouteSettings settings, InstantSource clock) {
        this.environment = environment;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a message would become; empty where somebody else's turn lasts too long. */
    Optional<TrialModel> attempt(String topic, String payload) throws InterruptedException {
        if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return Optional.empty();
        }
        try (CaseRunner depth = CaseRunner.mapping(environment)) {
            return Optional.of(attempt(topic, payload, depth));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            String why = RouteMistakes.line(e);
            return Optional.of(new TrialModel(
                    topic,
                    payload,
                    "not-built",
                    "The routes below ROUTES_DIR cannot be built: " + why,
                    "correct the file that is named",
                    null,
                    List.of(),
                    Map.of(),
                    null,
                    null));
        } finally {
            turn.unlock();
        }
    }

    private TrialModel attempt(String topic, String payload, CaseRunner depth) throws JsonProcessingException {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        Arrival arrival = new Arrival(topic, payload.getBytes(StandardCharsets.UTF_8), 1, false, false, Map.of(), now);
        Trial trial = Trial.of(arrival, depth);
        return new TrialModel(
                topic,
                payload,
                verdict(trial),
                sentence(trial),
                remedy(trial, topic),
                trial.route(),
                trial.outcome() instanceof Outcome.Envelopes envelopes
                        ? envelopes.all().stream().map(Rehearsal::setOut).toList()
                        : List.of(),
                trial.rows(),
                trial.caseName(),
                trial.caseText());
    }

    private static String remedy(Trial trial, String topic) {
        if (!trial.subscribed()) {
            return "compare the topic with MQTT_TOPIC and with those of Routes";
        }
        if (trial.failure() != null) {
            return "look at the route files, above all at errors.camel.yaml";
        }
        return trial.outcome() instanceof Outcome.DeadLetter letter
                ? DeadLetterRemedies.of(letter.reason(), topic)
                : null;
    }

    private static String verdict(Trial trial) {
        if (!trial.subscribed()) {
            return "not-subscribed";
        }
        Outcome outcome = trial.outcome();
        if (outcome instanceof Outcome.Envelopes) {
            return "stored";
        }
        if (outcome instanceof Outcome.DeadLetter) {
            return "dead-letter";
        }
        if (outcome instanceof Outcome.Ignored) {
            return "ignored";
        }
        return outcome instanceof Outcome.Beyond ? "beyond" : "failed";
    }

    private static String sentence(Trial trial) {
        return trial.subscribed()
                ? end(trial)
                : "No route subscribes to this topic, so nothing would arrive. " + end(trial) + ", if it did";
    }

    private static String end(Trial trial) {
        if (trial.failure() != null) {
            return trial.failure();
        }
        if (trial.outcome() instanceof Outcome.Envelopes envelopes) {
            int count = envelopes.all().size();
            return "It would be stored: " + (count == 1 ? "1 envelope" : count + " envelopes");
        }
        return trial.outcome() instanceof Outcome.DeadLetter letter
                ? "It would be a dead letter, " + letter.reason() + ": " + letter.error()
                : "It would be acknowledged and ignored";
    }

    private static String setOut(String envelope) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(envelope));
        } catch (JsonProcessingException e) {
            return envelope;
        }
    }

    /** What came of the cases when they last ran. */
    CasesModel cases() throws IOException {
        Run run = last;
        List<String> names = Cases.of(settings).names();
        if (run == null) {
            return new CasesModel(names, null, false, 0, List.of(), null);
        }
        int good = (int) run.results.stream().filter(CasesModel.Result::good).count();
        boolean stale = !run.fingerprint.equals(SiteFiles.fingerprint(settings.directory()));
        return new CasesModel(names, run.at, stale, good, run.results, run.problem);
    }

    /** Runs them, unless they have run with these files; false where somebody else's turn lasts too long. */
    boolean runCases() throws IOException, InterruptedException {
        if (!turn.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            return false;
        }
        try {
            String now = SiteFiles.fingerprint(settings.directory());
            if (last == null || !last.fingerprint.equals(now)) {
                last = run(now);
            }
            return true;
        } finally {
            turn.unlock();
        }
    }

    private Run run(String fingerprint) throws InterruptedException {
        List<CasesModel.Result> results = new ArrayList<>();
        try (CaseRunner depth = CaseRunner.mapping(environment)) {
            for (CaseResult result : Cases.of(settings).run(depth)) {
                results.add(new CasesModel.Result(
                        result.name(),
                        result.isGood(),
                        result.mismatches().stream().map(Mismatch::toString).toList()));
            }
            results.sort(Comparator.comparing(CasesModel.Result::good));
            return new Run(fingerprint, clock.instant(), List.copyOf(results), null);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            return new Run(fingerprint, clock.instant(), List.of(), RouteMistakes.line(e));
        }
    }
}
