package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that ends the session of a client id whose replica is gone: it hands what waits there to the routes
 * as ever, unsubscribes, and disconnects with session expiry 0.
 *
 * <p>A broker may drop what waits when its subscription ends (MQTT 5, 3.10.4: it MAY go on delivering it). Artemis
 * does, unless another member of the share group is connected; so the subscription ends when nothing has come for a
 * while. Mosquitto delivers the rest; there it may end first, which is the only way while devices go on publishing.
 *
 * <p>Whether another program uses the client id cannot be asked. One that does is disconnected by this connection, and
 * takes the session back within {@link #LIVE_ONE_IS_BACK}: nothing is changed before that has passed. Mosquitto 2.0.11
 * does not say that a session was taken over, so a connection that is lost so early more than once counts as that too.
 *
 * <p>A DISCONNECT is not answered, and is lost where the connection breaks beside it: so the broker is asked again, and
 * its CONNACK says whether the session is gone.
 */
final class RetiringConnection extends MqttConnection {

    /** Twice what a program waits after its session was taken over. */
    static final Duration LIVE_ONE_IS_BACK = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RetiringConnection.class);

    private final String clientId;
    private final InFlight inFlight;
    private final Retirement retirement;
    private long standsSince;
    private int earlyLosses;
    /** What is said when the broker has no session; null before one was ended. */
    private String ended;

    RetiringConnection(
            MqttSettings settings,
            MqttTls tls,
            Intake intake,
            LinkStatus status,
            InFlight inFlight,
            Retirement retirement) {
        super(settings, tls, intake, status);
        this.clientId = settings.session().clientId();
        this.inFlight = inFlight;
        this.retirement = retirement;
    }

    @Override
    void use(MqttLink link, boolean sessionPresent) throws MqttProblem, InterruptedException {
        if (!sessionPresent) {
            // The broker has made one for this very connection.
            link.endSession();
            finish(
                    true,
                    ended == null
                            ? "the broker has no session of \"" + clientId + "\": there is nothing to end"
                            : ended);
            return;
        }
        standsSince = System.nanoTime();
        Duration quiet = retirement.quietFor();
        if (await(link, LIVE_ONE_IS_BACK, retirement.unsubscribesFirst() ? Duration.ZERO : quiet)) {
            List<String> missing = unsubscribe(link);
            if (await(link, quiet, quiet)) {
                link.endSession();
                if (ended == null) {
                    ended = "the session of \"" + clientId + "\" has ended" + unlessHeld(missing);
                }
                link.giveUp(MqttProblem.sessionEnded());
            }
        }
    }

    /** Waits so long, and until nothing has come for that time; false when the link ends before, or this closes. */
    private boolean await(MqttLink link, Duration least, Duration quiet) throws InterruptedException {
        long until = System.nanoTime() + least.toNanos();
        while (!isClosed() && !link.awaitEnd(InFlight.SLICE_MILLIS) && link.stands()) {
            if (System.nanoTime() >= until
                    && !consumers().isEmpty()
                    && inFlight.emptyFor().compareTo(quiet) >= 0) {
                return true;
            }
        }
        return false;
    }

    private List<String> unsubscribe(MqttLink link) throws MqttProblem {
        List<String> missing = new ArrayList<>();
        for (DurableMqttConsumer consumer : consumers()) {
            missing.addAll(link.unsubscribe(consumer.subscription()));
            LOG.info("[MQTT] Unsubscribed from {}", consumer.subscription());
        }
        return missing;
    }

    private static String unlessHeld(List<String> missing) {
        return missing.isEmpty()
                ? ""
                : "; it held no subscription to " + String.join(",", missing)
                        + ": it was retired before, or MQTT_TOPIC and MQTT_SHARE_GROUP are not those of the"
                        + " replica";
    }

    @Override
    void lost(MqttProblem reason) {
        super.lost(reason);
        boolean early = !reason.isOurs() && System.nanoTime() - standsSince < LIVE_ONE_IS_BACK.toNanos();
        if (early) {
            earlyLosses++;
        }
        if (reason.isTakenOver() || earlyLosses > 1) {
            finish(
                    false,
                    new Problem(
                                    "another program seems to use the client id \"" + clientId + "\" ("
                                            + reason.getMessage() + "); the session stays at the broker",
                                    "stop that replica first, or name the one that is gone in MQTT_CLIENT_ID")
                            .toString());
        }
    }

    private void finish(boolean good, String words) {
        end();
        retirement.ended(good, words);
    }
}
