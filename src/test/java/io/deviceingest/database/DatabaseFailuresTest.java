package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.deviceingest.settings.DatabaseSettings;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

/** What is wrong with the database, in words, and what to try: also for what a test cannot ask of a real server. */
class DatabaseFailuresTest {

    private static final String URL = "jdbc:postgresql://db.example:5433/site";

    static Stream<Arguments> networkFailures() {
        return Stream.of(
                arguments(new UnknownHostException("db.example"), "the name in db.example:5433 cannot", "DNS"),
                arguments(new ConnectException(), "nothing listens at db.example:5433", "listen_addresses"),
                arguments(new NoRouteToHostException(), "no route to db.example:5433", "network"),
                arguments(new SocketTimeoutException(), "db.example:5433 does not answer in time", "firewalls"),
                arguments(new EOFException(), "closed the connection without a word", "PostgreSQL that listens"),
                arguments(
                        new SSLHandshakeException("PKIX path"),
                        "TLS with db.example:5433 failed: PKIX",
                        "sslrootcert"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networkFailures")
    void whatTheNetworkAnsweredIsExplained(Exception answer, String sentence, String remedy) {
        SQLException failure = new PSQLException("no connection", PSQLState.CONNECTION_UNABLE_TO_CONNECT, answer);

        assertIs(problem(URL, new SQLTransientConnectionException("pool", failure)), sentence, remedy);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            28P01 | password authentication failed        | refuses the password of role ingest           | ALTER ROLE ingest PASSWORD
            28000 | no pg_hba.conf entry for host "10.0.0.7", user | lets nobody in from here             | host site ingest 10.0.0.7/32 scram
            28000 | no pg_hba.conf entry for host "fd00::7", user  | lets nobody in from here             | host site ingest fd00::7/128 scram
            28000 | role "ingest" is not permitted to log in       | does not let role ingest in: role    | ALTER ROLE ingest LOGIN
            3D000 | database "site" does not exist        | there is no database site at db.example:5433  | CREATE DATABASE site OWNER ingest
            3F000 | no schema has been selected           | may use no schema of its search_path          | GRANT USAGE, CREATE ON SCHEMA public TO ingest
            53300 | sorry, too many clients already       | has no connection left                        | max_connections
            57P03 | the database system is starting up    | starting or stopping: the database system     | wait
            57P01 | terminating connection                | starting or stopping                          | wait
            42501 | permission denied for schema public   | role ingest lacks a privilege                 | GRANT USAGE, CREATE ON SCHEMA public TO ingest
            42501 | permission denied for database "site" | lacks a privilege                             | GRANT CONNECT ON DATABASE site TO ingest
            42501 | permission denied for table reading   | permission denied for table reading           | GRANT SELECT, INSERT, UPDATE ON ALL TABLES
            42P01 | relation "reading" does not exist     | not what the SQL expects: relation "reading"  | DB_MIGRATE=on
            25006 | cannot execute INSERT                 | the database is read-only                     | primary
            55P03 | canceling statement due to lock       | did not come to an end in time                | pg_locks
            53100 | could not extend file                 | the disk of PostgreSQL is full                | free disk
            08P01 | unsupported startup parameter: search_path | takes no search_path at the login        | ALTER ROLE ingest IN DATABASE site SET search_path =
            08P01 | unsupported startup parameter: options | takes no options at the login            | take options out of DB_URL
            08P01 | unsupported startup parameter in options: geqo | takes no geqo at the login       | SET geqo = VALUE
            08P01 | invalid message               | do not understand each other: invalid message | a pooler
            42P05 | prepared statement "S_1" already exists | a pooler changes the session        | take prepareThreshold out of DB_URL
            26000 | prepared statement "S_1" does not exist | a pooler changes the session        | take prepareThreshold out of DB_URL
            XX000 | cache lookup failed                   | answers: cache lookup failed (SQLSTATE XX000) | log of PostgreSQL
            """)
    void whatPostgresAnsweredIsExplained(String sqlState, String text, String sentence, String remedy) {
        PSQLException refusal =
                new PSQLException(new ServerErrorMessage("SFATAL\0C" + sqlState + "\0M" + text + "\0Fauth.c\0"));

        assertIs(problem(URL, new IllegalStateException(refusal)), sentence, remedy);
    }

    @Test
    void aServerThatAsksForAPasswordThatIsNotSetIsReported() {
        SQLException refusal = new PSQLException(
                "The server requested SCRAM-based authentication, but no password was provided.",
                PSQLState.CONNECTION_REJECTED);

        assertIs(problem(URL, refusal), "asks for the password of role ingest", "set DB_PASSWORD");
    }

    @Test
    void aPoolWithoutAFreeConnectionIsNoFaultOfTheServer() {
        assertIs(problem(URL, new SQLTransientConnectionException("timed out")), "of the pool", "DB_POOL_TIMEOUT");
    }

    @Test
    void anAddressThatTheDriverDoesNotUnderstandIsNotShownWithItsPassword() {
        String url = "jdbc:postgresql://db.example:port/site?password=sample-only";
        DatabaseProblem problem = problem(url, new SQLException("No suitable driver found for " + url, "08001"));

        assertIs(problem, "DB_URL is no address", "jdbc:postgresql://host:5432/deviceingest");
        assertThat(problem.getMessage()).doesNotContain("sample-only");
        assertThat(settings(url).toString()).doesNotContain("sample-only");
    }

    private static void assertIs(DatabaseProblem problem, String sentence, String remedy) {
        assertThat(problem).hasMessageContaining(sentence);
        assertThat(problem.remedy()).contains(remedy);
    }

    private static DatabaseProblem problem(String url, Exception failure) {
        return new DatabaseFailures(settings(url)).explain(failure);
    }

    private static DatabaseSettings settings(String url) {
        Duration any = Duration.ofSeconds(1);
        return new DatabaseSettings(url, "ingest", "", true, any, any, any, any, any);
    }
}
