package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.await;

import io.deviceingest.testkit.EmbeddedDatabase;
import org.springframework.dao.PessimisticLockingFailureException;

/** Has every statement that stores a message fail with one SQLSTATE, until closed. */
record FailingStatements(EmbeddedDatabase database) implements AutoCloseable {

    static FailingStatements start(EmbeddedDatabase database, String sqlState) {
        database.sql().execute("""
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
                $$BEGIN RAISE EXCEPTION 'as a test asked' USING ERRCODE = '%s'; END$$;
                CREATE TRIGGER fail BEFORE INSERT ON reading FOR EACH ROW EXECUTE FUNCTION fail()
                """.formatted(sqlState));
        return new FailingStatements(database);
    }

    /** Tried again where it and a statement of the program waited for each other: PostgreSQL may end either. */
    @Override
    public void close() {
        await("the trigger is dropped")
                .ignoreExceptionsInstanceOf(PessimisticLockingFailureException.class)
                .untilAsserted(() -> database.sql().execute("DROP FUNCTION fail() CASCADE"));
    }
}
