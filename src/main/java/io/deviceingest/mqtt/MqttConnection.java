package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.ConnectProblems;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.LoggerFactory;

/**
 * The one connection of the process: keeps a {@link MqttLink} up forever, and says once what goes wrong and what to
 * try. Consumers come and go without closing it. What a link is used for, its two kinds say.
 *
 * <p>A thread of its own does all that waits. Safe for any number of threads.
 */
abstract class MqttConnection {

    /** Of its thread. */
    static final String NAME = "mqtt-connection";

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final MqttSettings settings;
    private final MqttTls tls;
    private final Intake intake;
    private final LinkStatus status;

    private final Sessions sessions = new Sessions();
    /** Released by whatever the thread should look at. */
    private final Semaphore news = new Semaphore(0);

    private final ConnectionLog log;
    private final FailureLog failures = new FailureLog(LoggerFactory.getLogger(MqttConnection.class));
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private final Guard guard = new Guard(NAME);
    private final Thread thread = new Thread(this::run, NAME);

    private volatile boolean closed;
    private volatile MqttLink previous;
    private Instant lostAt;
    /** The next link is there for messages in flight to take other routes. */
    private boolean replacesRoutes;

    MqttConnection(MqttSettings settings, MqttTls tls, Intake intake, LinkStatus status) {
        this.settings = settings;
        this.tls = tls;
        this.log = new ConnectionLog(settings);
        this.intake = intake;
        this.status = status;
    }

    final void open() {
        thread.start();
    }

    final boolean isAlive() {
        return thread.isAlive() || closed || thread.getState() == Thread.State.NEW;
    }

    final void add(DurableMqttConsumer consumer) {
        intake.consumers().add(consumer);
        news.release();
    }

    /** Its subscription stays in the session: what arrives meanwhile waits at the broker for its successor. */
    final void remove(DurableMqttConsumer consumer) {
        intake.consumers().remove(consumer);
    }

    /** Ends the connection for good; the session stays at the broker. */
    final void close() throws InterruptedException {
        closed = true;
        intake.close();
        news.release();
        if (thread.isAlive()) {
            thread.join();
            log.disconnected();
        }
    }

    /** The thread ends after what it is doing; to be called on it. */
    final void end() {
        closed = true;
        news.release();
    }

    /**
     * Puts a new link in the place of the present one, for the same session; does nothing where none stands.
     *
     * @param why such as other certificates
     */
    final void renew(MqttProblem why) {
        MqttLink present = previous;
        if (present != null) {
            present.giveUp(why);
        }
    }

    final boolean isClosed() {
        return closed;
    }

    final List<DurableMqttConsumer> consumers() {
        return intake.consumers().all();
    }

    /** Uses a link that stands until it ends, or until the connection is closed; called on the connection's thread. */
    abstract void use(MqttLink link, boolean sessionPresent) throws MqttProblem, InterruptedException;

    /** A link has ended by itself; the next one follows unless this ends the connection. */
    void lost(MqttProblem reason) {
        status.lost(reason);
        if (!reason.isPlanned()) {
            report(reason);
        }
    }

    private void run() {
        while (!closed) {
            Duration pause;
            try {
                pause = serve();
            } catch (MqttProblem | MqttException e) {
                MqttProblem problem = e instanceof MqttProblem known ? known : new ConnectProblems(settings).explain(e);
                report(problem);
                pause = pauseAfter(problem);
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                pause = afterSurprise(e);
            }
            awaitNews(pause);
        }
    }

    /** Nobody foresaw it: the thread goes on, with the next attempt. */
    private Duration afterSurprise(Throwable failure) {
        guard.report(failure);
        status.failed(MqttProblem.unexpected(failure).problem());
        return backoff.next();
    }

    /** Serves one link from its connect to its end; returns how long to wait for the next. */
    private Duration serve() throws MqttProblem, MqttException, InterruptedException {
        if (failures.count() == 0) {
            log.attempt();
        }
        MqttLink link = new MqttLink(settings, tls, intake::arrived);
        boolean stood = false;
        try {
            boolean sessionPresent = link.connect();
            stood = true;
            connected(link, sessionPresent);
            use(link, sessionPresent);
            return closed ? Duration.ZERO : afterEnd(link.awaitReasonOfEnd());
        } finally {
            status.disconnected();
            lostAt = stood ? Instant.now() : lostAt;
            link.close();
            if (!stood && link.mayHaveServed()) {
                sessions.notUsed(link.sessionPresent());
            }
        }
    }

    private void connected(MqttLink link, boolean sessionPresent) {
        boolean another = sessions.stands(sessionPresent);
        if (replacesRoutes && !another) {
            sessions.leaveToTheBroker(previous);
            intake.handBackWithdrawn();
        }
        replacesRoutes = false;
        log.connected(sessionPresent);
        status.connected();
        if (another) {
            log.sessionReplaced(sessionPresent, lostAt);
        }
        previous = link;
        // Who gave other certificates meanwhile has renewed the link before.
        if (tls.isOutdated()) {
            link.giveUp(MqttProblem.certificatesChanged());
        }
    }

    private Duration afterEnd(MqttProblem end) {
        lost(end);
        replacesRoutes |= end.isForOtherRoutes();
        return pauseAfter(end);
    }

    private Duration pauseAfter(MqttProblem problem) {
        if (problem.isFollowedAtOnce()) {
            return Duration.ZERO;
        }
        Duration pause = backoff.next();
        return problem.isTakenOver() && pause.compareTo(LONGEST_PAUSE) < 0 ? LONGEST_PAUSE : pause;
    }

    final void report(MqttProblem problem) {
        status.failed(problem.problem());
        failures.failed(problem.key(), "[MQTT] " + problem.problem());
    }

    /** The connection works again: the next failure is logged at once. */
    final void works() {
        failures.succeeded();
        status.healthy();
    }

    /** It has stood for long: the next pause is the first one again. */
    final void stoodForLong() {
        backoff.reset();
    }

    /** How long to wait before something that failed on a standing link is tried again. */
    final Duration pause() {
        return backoff.next();
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

    /** The same, which the end of a link ends too. */
    final void awaitNewsOrEnd(MqttLink link, Duration pause) throws InterruptedException {
        long until = System.nanoTime() + pause.toNanos();
        while (!closed && System.nanoTime() < until && !link.awaitEnd(InFlight.SLICE_MILLIS) && link.stands()) {
            if (news.tryAcquire()) {
                news.drainPermits();
                return;
            }
        }
    }
}
