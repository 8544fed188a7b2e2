package io.deviceingest.deadletter;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Which dead letters are meant: each condition narrows it. Not thread-safe. */
public final class DeadLetterFilter {

    /** Nothing has become of it yet. */
    static final String OPEN = "replayed_at IS NULL AND discarded_at IS NULL";

    /**
     * It has to do with the device whose id is its one parameter: the id is a level of the topic, or several; or the
     * payload has it as a text of JSON, as messages of gateways do; or the error names it.
     */
    public static final String OF_DEVICE = """
        EXISTS (
            SELECT FROM (SELECT CAST(? AS text) AS device) AS asked
            WHERE position('/' || device || '/' IN '/' || topic || '/') > 0
               OR position(convert_to(CAST(to_json(device) AS text), 'UTF8') IN payload) > 0
               OR position('"' || device || '"' IN error) > 0)\
        """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    private DeadLetterFilter(String condition) {
        conditions.add(condition);
    }

    public static DeadLetterFilter all() {
        return new DeadLetterFilter("true");
    }

    /** Those that were neither replayed nor discarded. */
    public static DeadLetterFilter open() {
        return new DeadLetterFilter(OPEN);
    }

    /** Those of which something has become. */
    public static DeadLetterFilter closed() {
        return new DeadLetterFilter("NOT (" + OPEN + ")");
    }

    /** Those with a smaller id; null for any. */
    public DeadLetterFilter before(Long id) {
        return and("id < ?", id);
    }

    /** Those with one of these ids: none where there is no id. */
    public DeadLetterFilter ids(List<Long> ids) {
        return and("id = ANY (?)", ids.toArray(Long[]::new));
    }

    /** Those of one of these reasons: none where there is no reason. */
    public DeadLetterFilter reasons(List<String> reasons) {
        return and("reason = ANY (?)", reasons.toArray(String[]::new));
    }

    /** Those that have to do with a device; null for any. */
    public DeadLetterFilter device(String id) {
        return and(OF_DEVICE, id);
    }

    /** Those whose topic a topic filter of MQTT matches; null for any. */
    public DeadLetterFilter topic(String filter) {
        return and("topic ~ ?", filter == null ? null : pattern(filter));
    }

    /** Those that arrived then or later; null for any. */
    public DeadLetterFilter since(Instant time) {
        return and("received_at >= ?", time == null ? null : time.atOffset(ZoneOffset.UTC));
    }

    /** Those that arrived before; null for any. */
    public DeadLetterFilter until(Instant time) {
        return and("received_at < ?", time == null ? null : time.atOffset(ZoneOffset.UTC));
    }

    private DeadLetterFilter and(String condition, Object argument) {
        if (argument != null) {
            conditions.add(condition);
            arguments.add(argument);
        }
        return this;
    }

    /** As PostgreSQL's regular expressions have it (MQTT 5, 4.7.1): "#" stands for the level above it too. */
    private static String pattern(String filter) {
        String levels = filter.replaceAll("[^\\p{L}\\p{N}\\s_/+#]", "\\\\$0").replace("+", "[^/]*");
        if (levels.equals("#")) {
            return "";
        }
        return levels.endsWith("/#") ? "^" + levels.substring(0, levels.length() - 2) + "(/|$)" : "^" + levels + "$";
    }

    String where() {
        return " WHERE " + String.join(" AND ", conditions);
    }

    Object[] arguments() {
        return arguments.toArray();
    }
}
