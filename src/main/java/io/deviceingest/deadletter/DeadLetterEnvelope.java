package io.deviceingest.deadletter;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeadLetterReason;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/**
 * Makes the row of a message that can never succeed: the bean {@code deadLetterEnvelope} of the dead-letter route.
 *
 * <p>Every text is made harmless for jsonb (no NUL, no lone surrogates) and the error is cut at 2,000 characters; the
 * payload's bytes travel as base64, untouched. Whatever a site's route leaves out, or says in a way that the table does
 * not take, it makes a row that can be written. Safe for any number of threads.
 */
@Component("deadLetterEnvelope")
public final class DeadLetterEnvelope {

    private static final int MAX_ERROR_LENGTH = 2_000;

    /** The end of the year 9999 in microseconds since 1970. */
    private static final long END_OF_TIME = 253_402_300_800_000_000L;

    public Map<String, Object> of(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] payload = message.getBody(byte[].class);
        String topic = message.getHeader("CamelMqttTopic", String.class);
        String reason = exchange.getVariable("deadLetterReason", String.class);
        boolean known = reason != null && DeadLetterReason.labels().contains(reason);
        Map<String, Object> letter = new LinkedHashMap<>();
        letter.put("received_at", micros(message.getHeader("receivedAt")));
        letter.put("topic", topic == null ? "" : harmless(topic));
        letter.put("qos", message.getHeader("CamelMqttQoS") instanceof Integer qos && (qos & 3) == qos ? qos : null);
        letter.put("retained", message.getHeader("retained") instanceof Boolean retained ? retained : null);
        letter.put("payload", Base64.getEncoder().encodeToString(payload == null ? new byte[0] : payload));
        letter.put("user_properties", userProperties(exchange));
        letter.put("reason", known ? reason : DeadLetterReason.UNMAPPABLE.label());
        letter.put("error", error(exchange, known ? "" : reason + ": "));
        letter.put("route_id", harmless(routeId(exchange)));
        return letter;
    }

    /** A time that both PostgreSQL and its clients can hold; null for the time of the insert. */
    private static Long micros(Object receivedAt) {
        return receivedAt instanceof Long micros && micros >= 0 && micros < END_OF_TIME ? micros : null;
    }

    private static Map<String, String> userProperties(Exchange exchange) {
        Map<?, ?> properties = exchange.getProperty(Arrival.USER_PROPERTIES, Map.class);
        if (properties == null) {
            return null;
        }
        Map<String, String> harmless = new LinkedHashMap<>();
        properties.forEach((name, value) -> harmless.put(harmless((String) name), harmless((String) value)));
        return harmless;
    }

    /** @param reasonOfItsOwn what a route gave as the reason, where it is not in the closed set */
    private static String error(Exchange exchange, String reasonOfItsOwn) {
        String said = exchange.getVariable("deadLetterError", String.class);
        Throwable caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (said == null && caught != null) {
            said = text(caught);
        }
        if (said == null && reasonOfItsOwn.isEmpty()) {
            return null;
        }
        String error = reasonOfItsOwn + (said == null ? "a route of this site gives this reason" : said);
        return harmless(error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error);
    }

    /** Without what Jackson adds about its source, which is the payload itself. */
    private static String text(Throwable caught) {
        if (caught instanceof JsonProcessingException json) {
            JsonLocation at = json.getLocation();
            boolean known = at != null && at.getLineNr() > 0;
            return withoutAdviceForProgrammers(json.getOriginalMessage())
                    + (known ? " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")" : "");
        }
        return caught.getMessage() == null ? caught.getClass().getName() : caught.getMessage();
    }

    private static String withoutAdviceForProgrammers(String text) {
        return text.replaceAll("\\[Source: [^;]*; (line: \\d+, column: \\d+)]", "$1")
                .replaceFirst(": enable `.*` to allow$", "")
                .replaceFirst(" for `ObjectNode`: not allowed when .* enabled$", " occurs twice");
    }

    /** The route that gave the message up, not this one. */
    private static String routeId(Exchange exchange) {
        String failed = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
        return failed != null ? failed : exchange.getFromRouteId();
    }

    static String harmless(String text) {
        if (text == null) {
            return null;
        }
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .forEach(harmless::appendCodePoint);
        return harmless.toString();
    }
}
