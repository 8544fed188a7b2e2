package io.deviceingest.faults;

import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.RestartableBroker;
import java.nio.file.Path;

/** What a proof is made of: a broker, a database, a proxy in each hop, and who starts the program between them. */
record Parts(
        RestartableBroker broker,
        EmbeddedDatabase database,
        FaultProxy mqttHop,
        FaultProxy databaseHop,
        Programs programs)
        implements AutoCloseable {

    /** The database knows the program's role and asks for its password. */
    static Parts start(Path files, RestartableBroker broker, int heapMebibytes) throws Exception {
        EmbeddedDatabase database = EmbeddedDatabase.start(files.resolve("database"));
        database.sql().execute("CREATE ROLE " + Proof.ROLE + " LOGIN PASSWORD '" + Proof.PASSWORD + "'");
        database.sql().execute("ALTER SCHEMA public OWNER TO " + Proof.ROLE);
        database.askForPasswordOf(Proof.ROLE);
        FaultProxy mqttHop = FaultProxy.start(broker.port());
        FaultProxy databaseHop = FaultProxy.start(database.port());
        Programs programs = new Programs(files, broker, mqttHop, databaseHop, heapMebibytes);
        return new Parts(broker, database, mqttHop, databaseHop, programs);
    }

    @Override
    public void close() throws Exception {
        mqttHop.close();
        databaseHop.close();
        broker.close();
        database.close();
    }
}
