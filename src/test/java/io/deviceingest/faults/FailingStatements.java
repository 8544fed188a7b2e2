package io.deviceingest.faults;

import io.deviceingest.testkit.EmbeddedDatabase;

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

    @Override
    public void close() {
        database.sql().execute("DROP FUNCTION fail() CASCADE");
    }
}
