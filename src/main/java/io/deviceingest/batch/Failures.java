package io.deviceingest.batch;

import io.deviceingest.problem.Causes;
import java.sql.SQLException;

/** Failures in one line: the SQLSTATE and the first line of its text, never a statement with its values. */
final class Failures {

    private Failures() {}

    static String firstLine(Throwable failure) {
        Throwable shown = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            shown = cause instanceof SQLException ? cause : shown;
        }
        String text = Causes.firstLine(shown);
        return shown instanceof SQLException sql
                ? text + " (SQLSTATE " + sql.getSQLState() + ")"
                : shown.getClass().getSimpleName() + ": " + text;
    }

    /** The error of a message that is to blame for a connection that broke each time it was written. */
    static SQLException broke(Exception last, int times) {
        return new SQLException(
                "the database ended the connection each of the " + times
                        + " times that this message was written alone, but not without it: " + firstLine(last),
                "08006");
    }
}
