package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.settings.Secrets;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLState;

/**
 * Explains what is wrong with the database, from what the network, TLS or PostgreSQL answered. Safe for any
 * number of threads.
 */
public final class DatabaseFailures {

    private static final String UNABLE_TO_CONNECT = PSQLState.CONNECTION_UNABLE_TO_CONNECT.getState();

    private final DatabaseAddress address;
    private final TlsFailures tls;
    private final SqlStateProblems refusals;

    public DatabaseFailures(DatabaseSettings settings) {
        address = DatabaseAddress.of(settings);
        tls = new TlsFailures(address);
        refusals = new SqlStateProblems(address, settings.password().isEmpty());
    }

    public DatabaseProblem explain(Throwable failure) {
        if (address.servers().isEmpty()) {
            return problem(
                    "url",
                    "DB_URL is no address that the driver understands",
                    "write it as jdbc:postgresql://host:5432/deviceingest, and the credentials into DB_USERNAME and"
                            + " DB_PASSWORD",
                    failure);
        }
        SQLException refusal = null;
        Throwable deepest = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            DatabaseProblem problem = tls.explain(cause);
            if (problem == null) {
                problem = ofNetwork(cause);
            }
            if (problem != null) {
                return problem;
            }
            refusal = cause instanceof SQLException sql && sql.getSQLState() != null ? sql : refusal;
            deepest = cause;
        }
        if (refusal != null && refusal.getSQLState().equals(UNABLE_TO_CONNECT) && refusal == deepest) {
            return ofDriver(refusal);
        }
        return refusal != null ? refusals.explain(refusal) : ofOther(deepest);
    }

    /** What the driver itself says at the end of its attempts. */
    private DatabaseProblem ofDriver(SQLException failure) {
        return String.valueOf(failure.getMessage()).contains("targetServerType")
                ? problem(
                        "no-primary",
                        "none of " + address + " is what targetServerType in DB_URL asks for",
                        "promote one of them (SELECT pg_promote()), or add the primary to DB_URL",
                        failure)
                : ofSilence(failure);
    }

    private DatabaseProblem ofNetwork(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return problem(
                    "unknown-host",
                    "the name in " + address + " cannot be resolved",
                    "correct the host in DB_URL, or the DNS of this machine",
                    cause);
        }
        if (cause instanceof NoRouteToHostException) {
            return problem("no-route", "there is no route to " + address, "check the network", cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return ofSilence(cause);
        }
        if (cause instanceof ConnectException) {
            return problem(
                    "refused",
                    "nothing listens at " + address,
                    "start PostgreSQL, check host and port in DB_URL, and listen_addresses in postgresql.conf",
                    cause);
        }
        return cause instanceof EOFException || cause instanceof SocketException
                ? problem(
                        "closed",
                        address + " closed the connection without a word",
                        "check that it is PostgreSQL that listens there, and look into its log",
                        cause)
                : null;
    }

    private DatabaseProblem ofSilence(Throwable cause) {
        return problem(
                "silence",
                address + " does not answer in time",
                "check host and port in DB_URL, firewalls between here and there, and whether the server is overloaded",
                cause);
    }

    private DatabaseProblem ofOther(Throwable failure) {
        if (failure instanceof SQLTransientConnectionException) {
            return problem(
                    "pool",
                    "no connection of the pool became free in time",
                    "look for statements that hang (SELECT * FROM pg_stat_activity), or raise DB_POOL_TIMEOUT",
                    failure);
        }
        return problem("other", SqlStateProblems.firstLine(failure), "look into the log of PostgreSQL", failure);
    }

    private static DatabaseProblem problem(String key, String sentence, String remedy, Throwable cause) {
        return new DatabaseProblem(key, Secrets.masked(sentence), remedy, cause);
    }
}
