package io.deviceingest.cases;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The tables that a case may expect rows in, and their columns (the migrations say them; a test compares). */
enum Table {
    DEVICE(
            "device_id status attributes offline_after",
            "status_at status_cause first_seen last_seen mapped_offline_after"),
    READING("device_id ts received_at ts_source metrics", "digest"),
    DEVICE_EVENT("device_id status", "id at cause"),
    DEAD_LETTER(
            "received_at topic qos retained payload user_properties reason error route_id",
            "id replayed_at discarded_at closed_by closed_reason");

    private static final Set<String> TIMES =
            Set.of("ts", "received_at", "status_at", "first_seen", "last_seen", "at", "replayed_at", "discarded_at");

    private final String told;
    private final String storedOnly;

    /**
     * @param told what an envelope or a dead letter says by itself
     * @param storedOnly what only the database knows
     */
    Table(String told, String storedOnly) {
        this.told = told;
        this.storedOnly = storedOnly;
    }

    static Optional<Table> named(String name) {
        return Arrays.stream(values())
                .filter(table -> table.toString().equals(name))
                .findFirst();
    }

    List<String> columns() {
        return List.of((told + " " + storedOnly).split(" "));
    }

    boolean onlyStored(String column) {
        return List.of(storedOnly.split(" ")).contains(column);
    }

    /** Whether a column holds a time. */
    static boolean isTime(String column) {
        return TIMES.contains(column);
    }

    /** Whether no row is expected in it where a case does not speak of it: each message becomes one of these. */
    boolean mustBeNamed() {
        return this == READING || this == DEAD_LETTER;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
