package io.deviceingest.deadletter;

import io.deviceingest.account.MessageAccount;
import io.deviceingest.retry.FailureLog;
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
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int LONGEST_TOPIC = 200;

    private final MessageAccount account;
    private final Map<String, FailureLog> byReason = new ConcurrentHashMap<>();

    DeadLetters(MessageAccount account) {
        this.account = account;
    }

    /** A dead letter was committed. */
    public void committed(@Variable("deadLetterReason") String given, @Header("CamelMqttTopic") String topic) {
        String reason = given != null && MessageAccount.DEAD_LETTER_REASONS.contains(given)
                ? given
                : MessageAccount.REASON_OF_THE_REST;
        account.deadLettered(reason);
        byReason.computeIfAbsent(reason, any -> new FailureLog(LOG)).failed(reason, () -> notice(reason, topic));
    }

    private static String notice(String reason, String topic) {
        return "[DEAD LETTER] A message on \"" + printable(topic) + "\" can never be stored: " + reason
                + "; what is kept of it is in the database; try: SELECT topic, error, payload FROM dead_letter WHERE reason = '"
                + reason + "' ORDER BY id DESC LIMIT 5";
    }

    /** A topic comes from outside: it must not write lines of its own into the log. */
    private static String printable(String topic) {
        if (topic == null) {
            return "";
        }
        String cut = topic.length() > LONGEST_TOPIC ? topic.substring(0, LONGEST_TOPIC) + "…" : topic;
        return cut.replaceAll("\\p{IsControl}", "?");
    }
}
