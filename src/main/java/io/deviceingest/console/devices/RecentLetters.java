package io.deviceingest.console.devices;

import io.deviceingest.message.DeviceTopic;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The open ones among the newest dead letters, by the device that their topic names. A dead letter has a topic but no
 * device, and its topic may be one that no route takes: a device is named wherever its id stands, as in {@code
 * dead-letters list --device}. Immutable.
 */
public final class RecentLetters {

    /** How many of the newest letters are looked at: enough to see who is in trouble, whatever the table holds. */
    public static final int NEWEST = 20_000;

    /** So much of a topic is looked at. It may have 65,535 bytes: all of them of many would take the memory of the ingest. */
    public static final int LONGEST_TOPIC = 1_000;

    private static final int MOST_TOPICS = 2_000;
    private static final int MOST_LEVELS = 6;

    private static final String BY_TOPIC = """
        SELECT left(topic, %d) AS name, max(received_at) AS at, (array_agg(reason ORDER BY received_at DESC))[1] AS reason, count(*)
        FROM dead_letter
        WHERE id > (SELECT max(id) - %d FROM dead_letter)
          AND replayed_at IS NULL
          AND discarded_at IS NULL
        GROUP BY name
        ORDER BY at DESC
        LIMIT %d\
        """.formatted(LONGEST_TOPIC, NEWEST, MOST_TOPICS);

    private final Map<String, RecentLetter> byName;

    private RecentLetters(Map<String, RecentLetter> byName) {
        this.byName = byName;
    }

    static RecentLetters read(JdbcTemplate database) {
        Map<String, RecentLetter> byName = new HashMap<>();
        database.query(BY_TOPIC, row -> {
            RecentLetter letter =
                    new RecentLetter(row.getTimestamp("at").toInstant(), row.getString("reason"), row.getLong("count"));
            addNames(row.getString("name"), letter, byName);
        });
        return new RecentLetters(byName);
    }

    /** Each level, and levels that follow each other: an id may have several. */
    private static void addNames(String topic, RecentLetter letter, Map<String, RecentLetter> byName) {
        String[] levels = topic.split("/", MOST_LEVELS + 1);
        // The last level of a topic that was cut is not whole.
        int whole = topic.length() < LONGEST_TOPIC ? levels.length : levels.length - 1;
        int count = Math.min(whole, MOST_LEVELS);
        Set<String> names = new HashSet<>();
        for (int first = 0; first < count; first++) {
            StringBuilder name = new StringBuilder(levels[first]);
            for (int next = first + 1; name.length() <= DeviceTopic.MAX_ID_LENGTH; next++) {
                names.add(name.toString());
                if (next == count) {
                    break;
                }
                name.append('/').append(levels[next]);
            }
        }
        names.forEach(name -> byName.merge(name, letter, RecentLetter::and));
    }

    /** Null where there is none. */
    RecentLetter of(String device) {
        return byName.get(device);
    }
}
