package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Broker, database and program of a test, by {@code @RegisterExtension}: in a static field for all tests of the class,
 * in another one for each test. Parts start in the order in which they are named and end in reverse; whatever a test adds
 * ends with the test; tables that tests share are emptied before each. Not thread-safe. Settings are given by the names
 * that operators write.
 */
public final class TestSite extends SiteLifecycle {

    /** How a broker is started. */
    public interface BrokerStart {
        RestartableBroker in(Path directory) throws Exception;
    }

    private interface Step {
        void take() throws Exception;
    }

    private final List<Step> steps = new ArrayList<>();
    private final Tables tables = new Tables(() -> database());
    private boolean keepsRows;
    private int programs;
    private RestartableBroker broker;
    private Database database;
    private Ingest program;
    private Routes routes;

    public TestSite withBroker() {
        return withBroker(EmbeddedBroker::start);
    }

    /** Another one; its files go below the directory that it is given. */
    public TestSite withBroker(BrokerStart start) {
        return step(() -> broker = add(start.in(files().resolve("broker"))));
    }

    /** A database with the program's tables, for tests that do nothing to its server. */
    public TestSite withDatabase() {
        return step(() -> database = add(SharedDatabase.migrated()));
    }

    /** The database of another site, which is there for longer. */
    public TestSite withDatabaseOf(TestSite other) {
        return step(() -> database = other.database);
    }

    /** A database without any table, for such tests. */
    public TestSite withDatabaseWithoutTables() {
        return step(() -> database = add(SharedDatabase.withoutTables()));
    }

    /** A PostgreSQL of the test's own, to be stopped, killed or set up otherwise; see {@link #server()}. */
    public TestSite withServer() {
        return step(() -> database = add(EmbeddedDatabase.start(files().resolve("database"))));
    }

    /** The program in this JVM; it is ready when the tests begin. */
    public TestSite withProgram(Map<String, String> settings) {
        return step(() -> program = startReady(settings));
    }

    /** Its routes alone, without a broker. */
    public TestSite withRoutes(Map<String, String> settings) {
        return step(() -> routes = startRoutes(settings));
    }

    /** What a class stores before its tests is there for all of them. */
    public TestSite keepingRows() {
        keepsRows = true;
        return this;
    }

    private TestSite step(Step step) {
        steps.add(step);
        return this;
    }

    public EmbeddedBroker broker() {
        return (EmbeddedBroker) broker;
    }

    public MosquittoBroker mosquitto() {
        return (MosquittoBroker) broker;
    }

    public Database database() {
        return database;
    }

    public EmbeddedDatabase server() {
        return (EmbeddedDatabase) database;
    }

    public Ingest program() {
        return program;
    }

    public Routes routes() {
        return routes;
    }

    public Tables tables() {
        return tables;
    }

    /** Those that lead a program or a command to the parts. */
    public Map<String, String> settings() {
        return settings(Map.of());
    }

    /** The same and others, which win. */
    public Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new HashMap<>();
        if (broker != null) {
            settings.putAll(broker.settings());
        }
        settings.putAll(database.settings());
        settings.putAll(others);
        return settings;
    }

    /** Starts one more program in this JVM and returns at once. */
    public Ingest start(Map<String, String> settings) {
        return add(Ingest.start(settings(settings)));
    }

    /** The same at another broker. */
    public Ingest start(Broker other, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(other.settings());
        all.putAll(settings);
        return start(all);
    }

    /** Starts one more program in this JVM and waits until it is ready. */
    public Ingest startReady(Map<String, String> settings) {
        Ingest started = start(settings);
        started.awaitReady();
        return started;
    }

    /** The same at another broker. */
    public Ingest startReady(Broker other, Map<String, String> settings) {
        Ingest started = start(other, settings);
        started.awaitReady();
        return started;
    }

    /** Starts routes alone in this JVM, and waits until all of them take messages. */
    public Routes startRoutes(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(database.settings());
        all.putAll(settings);
        Routes started = add(Routes.start(all));
        Patience.await("the routes have started").until(started::areStarted);
        return started;
    }

    /** Starts the packaged program as a process and waits until it is ready. */
    public PackagedProgram startPackaged(Map<String, String> settings, String... jvmOptions) throws IOException {
        PackagedProgram started = add(PackagedProgram.start(
                files().resolve("program-" + ++programs + ".log"), settings(settings), jvmOptions));
        started.awaitReady();
        return started;
    }

    public Device device() throws Exception {
        return device("device");
    }

    public Device device(String clientId) throws Exception {
        return add(new Device(broker, clientId));
    }

    @Override
    void start() throws Exception {
        for (Step step : steps) {
            step.take();
        }
    }

    @Override
    void startAgain() {
        if (database != null && !keepsRows) {
            tables.clear();
        }
    }
}
