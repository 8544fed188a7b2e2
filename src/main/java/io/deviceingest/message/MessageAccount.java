package io.deviceingest.message;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/**
 * What became of every message, in counters that add up, per process life: received = stored + duplicate +
 * dead-lettered + ignored + dropped + returned + in flight.
 *
 * <p>The routes call it as the bean {@code account}; what arrives and what leaves unsettled is counted by the
 * consumer. All label values are closed sets. Safe for any number of threads.
 */
@Component("account")
public final class MessageAccount {

    /** The kinds of messages, by their topic's suffix. */
    private static final Map<String, String> KIND_OF_SUFFIX = Map.of(
            "sensor", "sensor",
            "data", "sensor",
            "heartbeat", "heartbeat",
            "status", "status",
            "control", "control",
            "command", "control",
            "cmd", "control");

    private static final List<String> KINDS = List.of("sensor", "heartbeat", "status", "control", "other");

    /** Where the time of a reading is from; the last one where its mapping does not say. */
    private static final List<String> TIME_SOURCES = List.of("device", "missing", "implausible", "unknown");

    private static final Duration[] DELAY_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5)
    };

    private final Map<String, Counter> received;
    private final Map<String, Counter> deadLettered;
    private final Map<String, Counter> mapped;
    private final Counter stored;
    private final Counter duplicate;
    private final Counter readings;
    private final Counter ignored;
    private final Counter overflow;
    private final Counter returned;
    private final Timer delay;
    private final Clock clock;
    private volatile double lastCommit;

    public MessageAccount(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        received = byName(
                KINDS,
                kind -> Counter.builder("device.ingest.messages.received")
                        .description("Messages taken from the broker")
                        .tag("kind", kind)
                        .register(meters));
        deadLettered = byName(
                DeadLetterReason.labels(),
                reason -> Counter.builder("device.ingest.messages.dead.lettered")
                        .description("Messages committed as dead letters")
                        .tag("reason", reason)
                        .register(meters));
        mapped = byName(
                TIME_SOURCES,
                source -> Counter.builder("device.ingest.readings")
                        .description("Readings that mappings made, by where their time is from")
                        .tag("ts.source", source)
                        .register(meters));
        stored = counter(meters, "stored", "Messages committed as readings or as the state of a device");
        duplicate = counter(meters, "duplicate", "Messages whose readings were all in the database already");
        readings = Counter.builder("device.ingest.readings.stored")
                .description("Readings committed that were not in the database before")
                .register(meters);
        ignored = counter(
                meters, "ignored", "Messages meant for devices, of zero bytes, or left alone by a route on purpose");
        returned = counter(meters, "returned", "Messages left unacknowledged, which the broker delivers again");
        overflow = Counter.builder("device.ingest.messages.dropped")
                .description("Messages given up: at QoS 0 the broker does not wait for room")
                .tag("reason", "qos0-overflow")
                .register(meters);
        delay = Timer.builder("device.ingest.delay")
                .description("From the arrival of a message to the end of its way, its commit included")
                .serviceLevelObjectives(DELAY_BUCKETS)
                .register(meters);
        showLastCommit(meters);
    }

    private void showLastCommit(MeterRegistry meters) {
        Gauge.builder("device.ingest.last.commit.timestamp", this, account -> account.lastCommit)
                .description("When the last batch was committed, in seconds since 1970; 0 before the first")
                .baseUnit("seconds")
                .register(meters);
    }

    /** A message has been taken from the broker; the suffix is its topic's, or null. */
    public void received(String suffix) {
        received.get(suffix == null ? "other" : KIND_OF_SUFFIX.getOrDefault(suffix, "other"))
                .increment();
    }

    /** Whether any message has been taken from the broker since the start. */
    public boolean hasReceived() {
        return sum(received) > 0;
    }

    /**
     * A batch of so many messages was committed: so many {@code stored} for the first time, with so many {@code readings},
     * and so many {@code duplicate}. What a site's statement does not answer counts as stored, and never more than there
     * were (an older one counts the envelopes of a list): after a commit nothing may fail for the sake of a number.
     */
    public void stored(@Body Object outcome, @Header("batchSize") Integer size) {
        Map<?, ?> columns = outcome instanceof Map<?, ?> map ? map : Map.of();
        double all = size == null ? 0 : size;
        double twice = Math.min(number(columns, "duplicate", 0), all);
        stored.increment(Math.min(number(columns, "stored", all), all - twice));
        duplicate.increment(twice);
        readings.increment(number(columns, "readings", 0));
        lastCommit = clock.millis() / 1000.0;
    }

    private static double number(Map<?, ?> columns, String name, double otherwise) {
        return columns.get(name) instanceof Number number ? Math.max(0, number.doubleValue()) : otherwise;
    }

    /** A dead letter was committed. */
    public void deadLettered(String reason) {
        deadLettered
                .getOrDefault(String.valueOf(reason), deadLettered.get(DeadLetterReason.UNMAPPABLE.label()))
                .increment();
        lastCommit = clock.millis() / 1000.0;
    }

    /** A mapping made a reading, whose time is from there. */
    public void readingMapped(String timeSource) {
        mapped.getOrDefault(timeSource, mapped.get("unknown")).increment();
    }

    /** A message was left alone on purpose. */
    public void ignored() {
        ignored.increment();
    }

    /** There was no room for a message that the broker does not keep. */
    public void droppedForLackOfRoom() {
        overflow.increment();
    }

    /** A message stays unacknowledged and is redelivered. */
    public void returned() {
        returned.increment();
    }

    /** A message has come to its end so long after its arrival. */
    public void settledAfter(Duration duration) {
        delay.record(duration);
    }

    /** The whole account at this moment. What arrived is counted last: there is always as much of it as of outcomes. */
    public MessageTotals totals() {
        long[] outcomes = {
            (long) stored.count(),
            (long) duplicate.count(),
            (long) sum(deadLettered),
            (long) ignored.count(),
            (long) overflow.count(),
            (long) returned.count()
        };
        return new MessageTotals(
                (long) sum(received), outcomes[0], outcomes[1], outcomes[2], outcomes[3], outcomes[4], outcomes[5]);
    }

    /** When the last batch was committed, in seconds since 1970; 0 before the first. */
    public double lastCommit() {
        return lastCommit;
    }

    /** The whole account in one line. */
    public String words() {
        return totals().toString();
    }

    private static double sum(Map<String, Counter> counters) {
        return counters.values().stream().mapToDouble(Counter::count).sum();
    }

    private static Counter counter(MeterRegistry meters, String outcome, String description) {
        return Counter.builder("device.ingest.messages." + outcome)
                .description(description)
                .register(meters);
    }

    private static Map<String, Counter> byName(List<String> names, Function<String, Counter> counter) {
        return names.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), counter));
    }
}
