package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of the connection at this moment: for the health page, the metrics and the presence guard, which all
 * read the same. Safe for any number of threads.
 */
public final class LinkStatus {

    private static final List<String> REASONS = List.of(
            "connection-lost",
            "taken-over",
            "ended-by-broker",
            "message-failed",
            "broken-packet",
            "reader-ended",
            "certificates-changed",
            "routes-changed",
            "other");

    /** A message that waits longer from its arrival to its end is one of a backlog. */
    public static final Duration LONG_WAIT = Duration.ofSeconds(5);

    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Counter connections;
    private final Map<String, Counter> disconnects;
    private volatile boolean connected;
    private volatile boolean subscribed;
    private volatile long subscribedSinceNanos;
    private volatile long backlogSeenNanos;
    private volatile boolean backlogSeen;
    private volatile Problem problem;
    private volatile Problem leftOver;
    private final AtomicInteger timesTakenOver = new AtomicInteger();
    private volatile long takenOverNanos;

    LinkStatus(MeterRegistry meters) {
        connections = Counter.builder("device.ingest.mqtt.connections")
                .description("Connections to the broker that came about")
                .register(meters);
        disconnects = REASONS.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(),
                        reason -> Counter.builder("device.ingest.mqtt.disconnects")
                                .description("Connections to the broker that ended")
                                .tag("reason", reason)
                                .register(meters)));
        Gauge.builder("device.ingest.mqtt.connected", this, status -> status.connected ? 1 : 0)
                .description("1 while the connection stands")
                .register(meters);
        Gauge.builder("device.ingest.mqtt.subscribed", this, status -> status.subscribed ? 1 : 0)
                .description("1 while every filter is subscribed as asked for")
                .register(meters);
    }

    /** Whether the connection stands. */
    public boolean isConnected() {
        return connected;
    }

    /** Whether every filter is subscribed as asked for. */
    public boolean isSubscribed() {
        return subscribed;
    }

    /**
     * For how long every filter has been subscribed without a break, there was room for every message, and none waited
     * long for its commit; zero while one of these does not hold.
     */
    public Duration quietFor() {
        if (!subscribed) {
            return Duration.ZERO;
        }
        long now = System.nanoTime();
        long nanos = now - subscribedSinceNanos;
        return Duration.ofNanos(backlogSeen ? Math.min(nanos, now - backlogSeenNanos) : nanos);
    }

    /** Why not; empty while all is well. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** A subscription in the session that this program did not make; empty where none is known. */
    public Optional<Problem> leftOver() {
        return Optional.ofNullable(leftOver);
    }

    /** How often the session was taken over; empty when the last time is longer ago than a minute. */
    public Optional<Problem> takenOver() {
        long secondsAgo = (System.nanoTime() - takenOverNanos) / 1_000_000_000;
        int times = timesTakenOver.get();
        return times == 0 || secondsAgo > RECENT.toSeconds()
                ? Optional.empty()
                : Optional.of(new Problem(
                        ReasonCodes.words(ReasonCodes.SESSION_TAKEN_OVER) + ", " + times + " times since the start, "
                                + secondsAgo + " s ago the last time",
                        ReasonCodes.remedy(ReasonCodes.SESSION_TAKEN_OVER)));
    }

    void connected() {
        connections.increment();
        connected = true;
    }

    void subscribed(boolean all) {
        if (all && !subscribed) {
            subscribedSinceNanos = System.nanoTime();
        }
        subscribed = all;
    }

    void healthy() {
        problem = null;
    }

    void disconnected() {
        connected = false;
        subscribed = false;
    }

    void failed(Problem reason) {
        problem = reason;
    }

    /** A message came from a subscription that this program did not make. */
    void foundLeftOver(Problem found) {
        leftOver = found;
    }

    void lost(MqttProblem reason) {
        if (reason.isTakenOver()) {
            takenOverNanos = System.nanoTime();
            timesTakenOver.incrementAndGet();
        }
        disconnects.get(label(reason)).increment();
    }

    /** A message waited that long from its arrival to its end. */
    void settledAfter(Duration age) {
        if (age.compareTo(LONG_WAIT) > 0) {
            sawBacklog();
        }
    }

    /** As many messages are in flight as may be: how many more the broker keeps meanwhile, and since when, it does not say. */
    void sawBacklog() {
        backlogSeenNanos = System.nanoTime();
        backlogSeen = true;
    }

    private static String label(MqttProblem reason) {
        if (reason.isTakenOver()) {
            return "taken-over";
        }
        if (REASONS.contains(reason.key())) {
            return reason.key();
        }
        return reason.key().startsWith("reason-") ? "ended-by-broker" : "other";
    }
}
