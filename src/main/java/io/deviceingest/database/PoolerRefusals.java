package io.deviceingest.database;

import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pooler between here and PostgreSQL does not let through, and the same by another way. */
final class PoolerRefusals {

    /** In PgBouncer's words, which name the parameter. */
    private static final Pattern STARTUP =
            Pattern.compile("unsupported startup parameter(?: in options)?: \"?([A-Za-z_]+)");

    private PoolerRefusals() {}

    /** Of a protocol violation: that of a parameter which DB_URL sets at the login. */
    static DatabaseProblem ofStartup(SQLException refusal, String text, DatabaseAddress address) {
        Matcher startup = STARTUP.matcher(text);
        if (!startup.find()) {
            return problem(
                    refusal,
                    address + " and the driver do not understand each other: " + text,
                    "check that it is PostgreSQL or a pooler that listens there, and look into its log");
        }
        String inRole = "as an administrator: ALTER ROLE " + SqlNames.quoted(address.role()) + " IN DATABASE "
                + SqlNames.quoted(address.database()) + " SET ";
        String parameter = startup.group(1);
        String sentence = "the pooler at " + address + " takes no " + parameter + " at the login";
        return switch (parameter) {
            case "search_path" ->
                problem(
                        refusal,
                        sentence,
                        "take currentSchema out of DB_URL, and " + inRole + "search_path = "
                                + (address.schema().isEmpty() ? "SCHEMA" : address.schema()));
            case "options" ->
                problem(
                        refusal,
                        sentence,
                        "take options out of DB_URL; each NAME=VALUE in it can be had " + inRole + "NAME = VALUE");
            default ->
                problem(
                        refusal,
                        sentence,
                        "take what sets it out of DB_URL; what it sets can be had " + inRole + parameter + " = VALUE");
        };
    }

    /** Of a prepared statement that is there, or gone, because the session is not the one that prepared it. */
    static DatabaseProblem ofPrepared(SQLException refusal, String text) {
        return problem(
                refusal,
                "a pooler changes the session under a prepared statement: " + text,
                "take prepareThreshold out of DB_URL: without it the program prepares no statement");
    }

    private static DatabaseProblem problem(SQLException refusal, String sentence, String remedy) {
        return new DatabaseProblem(refusal.getSQLState(), sentence, remedy, refusal);
    }
}
