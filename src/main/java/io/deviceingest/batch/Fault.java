package io.deviceingest.batch;

import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * Whom a failed write blames, by its SQLSTATE (PostgreSQL's manual, appendix A): a message, or the system.
 *
 * <p>A message is blamed by the classes 22 (data exception), 54000 and 54001 (too complex), and by class 23 where a
 * constraint is named. A missing partition (23514) and a new NOT NULL column (23502) name none: they are faults of the
 * system, like everything else. So is a number that a sequence gave twice, whatever constraint says so.
 */
enum Fault {
    MESSAGE("message", "look at the dead letter"),
    TIMEOUT("timeout", "look for a lock that is held (pg_locks), for a slow disk, or raise DB_STATEMENT_TIMEOUT"),
    CONNECTION("connection", "check DB_URL, and that PostgreSQL runs and accepts DB_USERNAME and DB_PASSWORD"),
    BROKEN_OFF("connection", "look into the log of PostgreSQL: it ended the connection in a statement"),
    CUT_OFF("connection", "look into the log of PostgreSQL, and at the network to it: a statement got no answer"),
    MEMORY("memory", "give PostgreSQL more memory"),
    POOLER(
            "connection",
            "take prepareThreshold out of DB_URL: a pooler changes the session under a prepared statement"),
    PROTOCOL("connection", "run the command doctor: a pooler may refuse what DB_URL asks for at the login"),
    RESOURCES("resources", "free disk or connections on the database server"),
    CONFLICT("conflict", "nothing: two writers met, and one of them begins again"),
    SCHEMA("schema", "bring the tables back to what routes/sql expects (DB_MIGRATE=on does so for missing versions)"),
    SEQUENCE(
            "schema",
            "wait: a sequence is behind its table, as after some restores, and is moved past it every minute; or"
                    + " SELECT move_sequences_past_their_tables()"),
    READ_ONLY("read-only", "point DB_URL at the primary, or end the read-only mode"),
    INTERNAL("internal", "look into the log of PostgreSQL"),
    OTHER("other", "look at the error, and at the files under routes/");

    private static final Set<String> NUMBERED = Set.of("device_event_pkey", "dead_letter_pkey");

    private final String label;
    private final String remedy;

    Fault(String label, String remedy) {
        this.label = label;
        this.remedy = remedy;
    }

    /** The value of the metrics' label {@code cause}. */
    String label() {
        return label;
    }

    /** What a person can do about it. */
    String remedy() {
        return remedy;
    }

    /** Whether a smaller write may succeed where this one did not. */
    boolean asksForLess() {
        return this == TIMEOUT || this == MEMORY || this == INTERNAL;
    }

    /** Whether a connection ended under a statement, whoever ended it. */
    boolean isBreak() {
        return this == BROKEN_OFF || this == CUT_OFF;
    }

    static Fault of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketTimeoutException) {
                return TIMEOUT;
            }
            if (cause instanceof SQLTransientConnectionException) {
                return CONNECTION;
            }
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && !(sql.getCause() instanceof SocketTimeoutException)) {
                return ofSqlState(sql);
            }
        }
        return OTHER;
    }

    private static Fault ofSqlState(SQLException failure) {
        String state = failure.getSQLState();
        if (state.equals("23505") && isOfSequence(failure)) {
            return SEQUENCE;
        }
        if (state.startsWith("22")
                || state.equals("54000")
                || state.equals("54001")
                || state.startsWith("23") && namesConstraint(failure)) {
            return MESSAGE;
        }
        return switch (state) {
            case "57014", "55P03" -> TIMEOUT;
            case "53200" -> MEMORY;
            case "25006" -> READ_ONLY;
            // The server itself said that it ends the connection.
            case "57P01", "57P02" -> BROKEN_OFF;
            // A server process that was killed and a network that breaks look the same from here.
            case "08003", "08006" -> CUT_OFF;
            case "26000", "42P05" -> POOLER;
            case "08P01" -> PROTOCOL;
            default -> ofClass(state.substring(0, Math.min(2, state.length())));
        };
    }

    private static Fault ofClass(String sqlStateClass) {
        return switch (sqlStateClass) {
            case "08", "28", "3D", "57" -> CONNECTION;
            case "53" -> RESOURCES;
            case "40" -> CONFLICT;
            case "23", "42" -> SCHEMA;
            case "XX" -> INTERNAL;
            default -> OTHER;
        };
    }

    private static boolean namesConstraint(SQLException failure) {
        return failure instanceof PSQLException postgres
                && postgres.getServerErrorMessage() != null
                && postgres.getServerErrorMessage().getConstraint() != null;
    }

    /** Whether it is the key of a table that a sequence numbers: no message says anything about it. */
    private static boolean isOfSequence(SQLException failure) {
        return namesConstraint(failure)
                && NUMBERED.contains(
                        ((PSQLException) failure).getServerErrorMessage().getConstraint());
    }
}
