package io.deviceingest.deadletter;

import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Printable;
import io.deviceingest.problem.Problem;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts the dead letters that were committed, and says in the log where to look: at the first of each reason, then
 * every five minutes with their number. The bean {@code deadLetters} of the dead-letter route. Safe for any number of threads.
 */
@Component("deadLetters")
public final class DeadLetterLog {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);

    private final MessageAccount account;
    private final Map<String, FailureLog> byReason = new ConcurrentHashMap<>();

    DeadLetterLog(MessageAccount account) {
        this.account = account;
    }

    /** A dead letter was committed. */
    public void committed(@Variable("deadLetterReason") String given, @Header("CamelMqttTopic") String topic) {
        String reason = given != null && DeadLetterReason.labels().contains(given)
                ? given
                : DeadLetterReason.UNMAPPABLE.label();
        account.deadLettered(reason);
        byReason.computeIfAbsent(reason, any -> new FailureLog(LOG)).failed(reason, () -> notice(reason, topic));
    }

    private static String notice(String reason, String topic) {
        return new Problem(
                        "[DEAD LETTER] A message on \"" + Printable.topic(topic == null ? "" : topic)
                                + "\" is dead-lettered: " + reason
                                + "; its payload and its error are in the table dead_letter",
                        "SELECT topic, error, payload FROM dead_letter WHERE reason = '" + reason
                                + "' ORDER BY id DESC LIMIT 5")
                .toString();
    }
}
