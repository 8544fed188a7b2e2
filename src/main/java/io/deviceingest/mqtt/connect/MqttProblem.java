package io.deviceingest.mqtt.connect;

import io.deviceingest.problem.Problem;
import io.deviceingest.problem.ProblemException;
import java.util.Set;

/** Why a connection or a subscription is not as asked for. */
public final class MqttProblem extends ProblemException {

    private static final long serialVersionUID = 1L;

    public static final String MESSAGE_FAILED = "message-failed";
    private static final String CERTIFICATES_CHANGED = "certificates-changed";
    private static final String ROUTES_CHANGED = "routes-changed";
    private static final String SESSION_ENDED = "session-ended";
    private static final Set<String> PLANNED = Set.of(CERTIFICATES_CHANGED, ROUTES_CHANGED, SESSION_ENDED);

    public MqttProblem(Problem problem, Throwable cause) {
        super(problem, cause);
    }

    public MqttProblem(String key, String sentence, String remedy, Throwable cause) {
        this(new Problem(key, sentence, remedy), cause);
    }

    /** The end of a connection that is replaced on purpose. */
    public static MqttProblem certificatesChanged() {
        return new MqttProblem(
                CERTIFICATES_CHANGED, "the connection is replaced by one with other certificates", "", null);
    }

    /** The same, for messages in flight to be redelivered and take other routes. */
    public static MqttProblem routesChanged() {
        return new MqttProblem(
                ROUTES_CHANGED,
                "the connection is replaced, so that what is held is redelivered and takes other routes",
                "",
                null);
    }

    /** The same, to learn from the next one whether the session is gone. */
    public static MqttProblem sessionEnded() {
        return new MqttProblem(SESSION_ENDED, "the program ended the session, and asks whether it is gone", "", null);
    }

    /** What nobody foresaw. */
    public static MqttProblem unexpected(Throwable failure) {
        return new MqttProblem(
                "unexpected",
                "the connection failed unexpectedly: " + failure,
                "look into the log for [THREAD], and report what stands there",
                failure);
    }

    /** Whether the broker's access rules refuse it (0x87). */
    public boolean isNotAuthorized() {
        return key().endsWith("-" + ReasonCodes.NOT_AUTHORIZED);
    }

    /** Whether what is in flight is to be redelivered, and to take other routes. */
    public boolean isForOtherRoutes() {
        return key().equals(ROUTES_CHANGED);
    }

    /** Whether nothing is wrong. */
    public boolean isPlanned() {
        return PLANNED.contains(key());
    }

    /** Whether the next connection may follow at once; a broker may take a moment to forget a session. */
    public boolean isFollowedAtOnce() {
        return isPlanned() && !key().equals(SESSION_ENDED);
    }

    /** Whether this program ended the connection, for whatever reason; else the network or the broker did. */
    public boolean isOurs() {
        return isPlanned() || key().equals(MESSAGE_FAILED);
    }

    public boolean isTakenOver() {
        return key().equals(ReasonCodes.key(ReasonCodes.SESSION_TAKEN_OVER));
    }
}
