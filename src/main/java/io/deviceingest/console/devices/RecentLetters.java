package io.deviceingest.console.devices;

import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The open ones among the newest dead letters, by the device that their topic names. A dead letter has a topic but no
 * device, and its topic may be one that no route takes: a device is named wherever its id stands, as in {@code
 * dead-letters list --device}. Immutable.
 */
public final class RecentLetters {

    /** How many of the newest letters are looked at: enough to see who is in trouble, whatever the table holds. */
    public static final int NEWEST = 20_000;

    private static final int MOST_TOPICS = 2_000;
    private static final int MOST_LEVELS = 6;

    private static final String BY_TOPIC = """
        SELECT topic, max(received_at) AS at, (array_agg(reason ORDER BY received_at DESC))[1] AS reason, count(*)
        FROM dead_letter
        WHERE id > (SELECT max(id) - %d FROM dead_letter)
          AND replayed_at IS NULL
          AND discarded_at IS NULL
        GROUP BY topic
        ORDER BY at DESC
        LIMIT %d\
        """.formatted(NEWEST, MOST_TOPICS);

    private final Map<String, RecentLetter> byName;

    private RecentLetters(Map<String, RecentLetter> byName) {
        this.byName = byName;
    }

    static RecentLetters read(JdbcTemplate database) {
        Map<String, RecentLetter> byName = new HashMap<>();
        database.query(BY_TOPIC, row -> {
            RecentLetter letter =
                    new RecentLetter(row.getTimestamp("at").toInstant(), row.getString("reason"), row.getLong("count"));
            addNames(row.getString("topic"), letter, byName);
        });
        return new RecentLetters(byName);
    }

    /** Each level, and levels that follow each other: an id may have several. */
    private static void addNames(String topic, RecentLetter letter, Map<String, RecentLetter> byName) {
        String[] levels = topic.split("/", MOST_LEVELS + 1);
        for (int first = 0; first < Math.min(levels.length, MOST_LEVELS); first++) {
            StringBuilder name = new StringBuilder();
            for (int last = first; last < Math.min(levels.length, MOST_LEVELS); last++) {
                name.append(last == first ? "" : "/").append(levels[last]);
                byName.merge(name.toString(), letter, RecentLetter::and);
            }
        }
    }

    /** Null where there is none. */
    RecentLetter of(String device) {
        return byName.get(device);
    }
}
