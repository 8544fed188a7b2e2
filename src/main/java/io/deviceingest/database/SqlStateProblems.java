package io.deviceingest.database;

import io.deviceingest.problem.Causes;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;

/** What PostgreSQL, or the driver, means by an SQLSTATE (PostgreSQL's manual, appendix A), and what to try. */
final class SqlStateProblems {

    private static final Pattern CLIENT = Pattern.compile("host \"([^\"]+)\"");

    private final DatabaseAddress address;
    private final boolean withoutPassword;
    private final String role;
    private final String database;
    private final String schema;

    SqlStateProblems(DatabaseAddress address, boolean withoutPassword) {
        this.address = address;
        this.withoutPassword = withoutPassword;
        this.role = SqlNames.quoted(address.role());
        this.database = SqlNames.quoted(address.database());
        // As it stands in DB_URL, which is SQL already.
        this.schema = address.schema().isEmpty() ? "public" : address.schema();
    }

    DatabaseProblem explain(SQLException refusal) {
        String state = refusal.getSQLState();
        String text = firstLine(refusal);
        return switch (state) {
            case "28P01", "28000", "08004" -> login(refusal, text);
            case "3D000" ->
                problem(
                        refusal,
                        "there is no database " + database + " at " + address,
                        "as an administrator: CREATE DATABASE " + database + " OWNER " + role);
            case "3F000" ->
                problem(
                        refusal,
                        "role " + role + " may use no schema of its search_path",
                        "as an administrator: " + create(schema) + "GRANT USAGE, CREATE ON SCHEMA " + schema + " TO "
                                + role + ", or correct currentSchema in DB_URL");
            case "08P01" -> PoolerRefusals.ofStartup(refusal, text, address);
            case "26000", "42P05" -> PoolerRefusals.ofPrepared(refusal, text);
            case "53300" ->
                problem(
                        refusal,
                        "PostgreSQL has no connection left: " + text,
                        "end connections that nobody needs (SELECT usename, application_name, count(*) FROM"
                                + " pg_stat_activity GROUP BY 1, 2), or raise max_connections or the limit of the role");
            case "57P01", "57P02", "57P03" ->
                problem(
                        refusal,
                        "PostgreSQL is starting or stopping: " + text,
                        "wait; if it stays so, look into the log of PostgreSQL");
            default -> statement(refusal, state, text);
        };
    }

    private DatabaseProblem login(SQLException refusal, String text) {
        if (refusal.getSQLState().equals("28P01")) {
            return problem(
                    refusal,
                    "PostgreSQL refuses the password of role " + role + ", or has no such role",
                    "correct DB_USERNAME and DB_PASSWORD, or as an administrator: ALTER ROLE " + role
                            + " PASSWORD '...' (without such a role: CREATE ROLE " + role + " LOGIN PASSWORD '...')");
        }
        if (text.contains("pg_hba.conf")) {
            Matcher client = CLIENT.matcher(text);
            return problem(
                    refusal,
                    "PostgreSQL lets nobody in from here: " + text,
                    "add to pg_hba.conf, then SELECT pg_reload_conf(): host " + database + " " + role + " "
                            + (client.find()
                                    ? client.group(1) + (client.group(1).contains(":") ? "/128" : "/32")
                                    : "all")
                            + " scram-sha-256");
        }
        if (refusal.getSQLState().equals("08004")) {
            return withoutPassword && text.contains("password")
                    ? problem(
                            refusal,
                            "PostgreSQL asks for the password of role " + role + ", and DB_PASSWORD is empty",
                            "set DB_PASSWORD")
                    : problem(
                            refusal,
                            address + " turns the connection down: " + text,
                            "check sslmode in DB_URL, and look into the log of PostgreSQL");
        }
        return problem(
                refusal,
                "PostgreSQL does not let role " + role + " in: " + text,
                "as an administrator: ALTER ROLE " + role + " LOGIN (without such a role: CREATE ROLE " + role
                        + " LOGIN PASSWORD '...')");
    }

    private DatabaseProblem statement(SQLException refusal, String state, String text) {
        return switch (state) {
            case "42501" -> problem(refusal, "role " + role + " lacks a privilege: " + text, grant(text));
            case "42P01", "42703", "42883" ->
                problem(
                        refusal,
                        "the tables are not what the SQL expects: " + text,
                        "bring the schema to this version (DB_MIGRATE=on does so), or correct the file under routes/sql");
            case "25006" ->
                problem(
                        refusal,
                        "the database is read-only: " + text,
                        "point DB_URL at the primary, or end the read-only mode");
            case "57014", "55P03" ->
                problem(
                        refusal,
                        "PostgreSQL did not come to an end in time: " + text,
                        "look for a lock that is held (SELECT * FROM pg_locks WHERE NOT granted) and for a slow disk");
            case "53100" -> problem(refusal, "the disk of PostgreSQL is full: " + text, "free disk on the server");
            default ->
                problem(
                        refusal,
                        "PostgreSQL answers: " + text + " (SQLSTATE " + state + ")",
                        "look into the log of PostgreSQL");
        };
    }

    private static String create(String schema) {
        return schema.equals("public") ? "" : "CREATE SCHEMA IF NOT EXISTS " + schema + "; ";
    }

    private String grant(String text) {
        if (text.contains(" schema ")) {
            return "as the owner of the schema: GRANT USAGE, CREATE ON SCHEMA "
                    + text.substring(text.lastIndexOf(' ') + 1) + " TO " + role;
        }
        return text.contains(" database ")
                ? "as an administrator: GRANT CONNECT ON DATABASE " + database + " TO " + role
                : "as the owner of the tables: GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA " + schema + " TO "
                        + role;
    }

    /** The server's own words without severity and place, else the first line that says something. */
    static String firstLine(Throwable failure) {
        if (failure instanceof PSQLException postgres
                && postgres.getServerErrorMessage() != null
                && postgres.getServerErrorMessage().getMessage() != null) {
            return postgres.getServerErrorMessage().getMessage();
        }
        return Causes.firstLine(failure);
    }

    private static DatabaseProblem problem(SQLException refusal, String sentence, String remedy) {
        return new DatabaseProblem(refusal.getSQLState(), sentence, remedy, refusal);
    }
}
