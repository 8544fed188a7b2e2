package io.deviceingest.mqtt;

import io.deviceingest.retry.Backoff;
import io.deviceingest.retry.FailureLog;
import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of the process: keeps a {@link MqttLink} up for ever, subscribes for every consumer, and says
 * once what goes wrong and what to try. Consumers come and go without closing it.
 *
 * <p>A thread of its own does all that waits. Safe for any number of threads.
 */
final class MqttConnection {

    private static final Logger LOG = LoggerFactory.getLogger(MqttConnection.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration STANDING = Duration.ofSeconds(30);

    private final MqttSettings settings;
    private final MqttTls tls;
    private final Intake intake;
    private final LinkStatus status;
    private final Runnable onSessionResumed;

    private final List<DurableMqttConsumer> consumers = new CopyOnWriteArrayList<>();
    private final Set<DurableMqttConsumer> subscribed = ConcurrentHashMap.newKeySet();
    /** Released by whatever the thread should look at. */
    private final Semaphore news = new Semaphore(0);

    private final FailureLog failures = new FailureLog(LOG);
    private final EarlyLosses earlyLosses = new EarlyLosses();
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Thread thread = new Thread(this::run, "mqtt-connection");

    private volatile boolean closed;
    private MqttLink previous;
    private Instant lostAt;

    /** @param onSessionResumed called when what earlier connections delivered comes again */
    MqttConnection(MqttSettings settings, MqttTls tls, Intake intake, LinkStatus status, Runnable onSessionResumed) {
        this.settings = settings;
        this.tls = tls;
        this.intake = intake;
        this.status = status;
        this.onSessionResumed = onSessionResumed;
        intake.consumers(consumers);
    }

    void open() {
        thread.start();
    }

    boolean isAlive() {
        return thread.isAlive() || closed || thread.getState() == Thread.State.NEW;
    }

    void add(DurableMqttConsumer consumer) {
        consumers.add(consumer);
        news.release();
    }

    /** Its subscription stays in the session: what arrives meanwhile waits at the broker for its successor. */
    void remove(DurableMqttConsumer consumer) {
        consumers.remove(consumer);
        subscribed.remove(consumer);
    }

    /** Ends the connection for good; the session stays at the broker. */
    void close() throws InterruptedException {
        closed = true;
        intake.close();
        news.release();
        if (thread.isAlive()) {
            thread.join();
            LOG.info(
                    "[MQTT] Disconnected from broker at {}; what arrives there in the next {} s waits for the next start",
                    settings.address(),
                    settings.sessionExpiry().toSeconds());
        }
    }

    private void run() {
        while (!closed) {
            Duration pause;
            try {
                MqttProblem end = serve();
                pause = afterEnd(end);
            } catch (MqttProblem | MqttException e) {
                MqttProblem problem = e instanceof MqttProblem known ? known : new ConnectFailures(settings).of(e);
                report(problem);
                pause = pauseAfter(problem);
            } catch (InterruptedException e) {
                return;
            }
            awaitNews(pause);
        }
    }

    /** Serves one link from its connect to its end, which it returns. */
    private MqttProblem serve() throws MqttProblem, MqttException, InterruptedException {
        announceAttempt();
        MqttLink link = new MqttLink(settings, tls, intake::arrived);
        try {
            boolean sessionPresent = link.connect();
            connected(link, sessionPresent);
            keepSubscribed(link);
            return closed ? null : link.awaitReasonOfEnd();
        } finally {
            subscribed.clear();
            status.disconnected();
            link.close();
        }
    }

    private void announceAttempt() {
        if (failures.count() == 0) {
            LOG.info("[MQTT] Attempting to connect to {} (TLS: {})", settings.address(), settings.tls());
            if (settings.tls()) {
                LOG.info(
                        "[MQTT] Using TLS connection with CA certificate: {}",
                        settings.caFile() == null ? "system" : settings.caFile());
            }
        }
    }

    private void connected(MqttLink link, boolean sessionPresent) {
        LOG.info("[MQTT] Connected to broker at {} (session present: {})", settings.address(), sessionPresent);
        status.connected();
        if (previous != null && sessionPresent) {
            intake.replaced(link);
            onSessionResumed.run();
        } else if (previous != null) {
            intake.newSession(link);
            LOG.warn(
                    "[MQTT] The broker no longer has the session of \"{}\": messages sent from {} to {} may be missing;"
                            + " try: raise the broker's session expiry, and give it persistence",
                    settings.clientId(),
                    lostAt,
                    Instant.now());
        } else {
            intake.newSession(link);
        }
        previous = link;
    }

    /** Subscribes for every consumer, again and again until all are, and waits for the end of the link. */
    private void keepSubscribed(MqttLink link) throws InterruptedException {
        long standsSince = System.nanoTime();
        while (!closed && link.stands()) {
            boolean all = subscribeMissing(link);
            if (all && System.nanoTime() - standsSince >= STANDING.toNanos()) {
                backoff.reset();
                earlyLosses.reset();
            }
            if (!link.stands()) {
                break;
            }
            awaitNewsOrEnd(link, all ? Duration.ofSeconds(1) : backoff.next());
        }
        earlyLosses.lostAfter(Duration.ofNanos(System.nanoTime() - standsSince));
    }

    private boolean subscribeMissing(MqttLink link) {
        boolean all = true;
        for (DurableMqttConsumer consumer : consumers) {
            if (!subscribed.contains(consumer)) {
                all &= subscribe(link, consumer);
            }
        }
        status.subscribed(all && !consumers.isEmpty());
        return all;
    }

    private boolean subscribe(MqttLink link, DurableMqttConsumer consumer) {
        Subscription subscription = consumer.subscription();
        try {
            link.subscribe(subscription);
        } catch (MqttProblem problem) {
            if (link.stands()) {
                report(problem);
            }
            return false;
        }
        subscribed.add(consumer);
        failures.succeeded();
        status.healthy();
        LOG.info(
                "[MQTT] Subscribed to {} with QoS {}, result: granted QoS {}",
                subscription,
                subscription.qos(),
                subscription.qos());
        return true;
    }

    private Duration afterEnd(MqttProblem end) {
        if (closed || end == null) {
            return Duration.ZERO;
        }
        lostAt = Instant.now();
        status.lost(end);
        report(end);
        return pauseAfter(end);
    }

    private Duration pauseAfter(MqttProblem problem) {
        Duration pause = backoff.next();
        return problem.isTakenOver() && pause.compareTo(LONGEST_PAUSE) < 0 ? LONGEST_PAUSE : pause;
    }

    private void report(MqttProblem problem) {
        status.failed(problem);
        failures.failed(problem.key(), "[MQTT] " + problem.getMessage() + "; try: " + problem.remedy());
    }

    /** Waits so long, at most: a change of consumers or a close ends it early. */
    private void awaitNews(Duration pause) {
        try {
            if (news.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void awaitNewsOrEnd(MqttLink link, Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        while (!closed && System.nanoTime() < until && !link.awaitEnd(50) && link.stands()) {
            if (news.tryAcquire()) {
                news.drainPermits();
                return;
            }
        }
    }
}
