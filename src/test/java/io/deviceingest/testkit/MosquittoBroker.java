package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The installed Mosquitto as a process of its own, with TLS by the certificates of {@code certs/make-certs.sh} and with
 * persistence. It can be stopped or killed, and started again on the same port with all it kept. Not thread-safe.
 */
public final class MosquittoBroker implements BrokerProcess {

    private final Tool mosquitto = Tool.named("mosquitto");
    private final Path directory;
    private final int port;
    private ServerProcess process;

    private MosquittoBroker(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a broker whose files live below a directory that the caller owns. Further lines of its configuration come
     * last, so they may change what stands there, set options of its listener, or add listeners.
     */
    public static MosquittoBroker start(Path directory, String... furtherLines) throws Exception {
        MosquittoBroker broker = new MosquittoBroker(Files.createDirectories(directory), FreePort.next());
        Tool.named("bash").mustRun("certs/make-certs.sh", "--out", directory.toString(), "127.0.0.1", "localhost");
        broker.configure(furtherLines);
        broker.start();
        return broker;
    }

    /** The lines that have it write everything down with every change; without them it does so every half hour. */
    public static String[] autosave() {
        return new String[] {"autosave_on_changes true", "autosave_interval 1"};
    }

    /** The lines of a listener with TLS, for one more. */
    public static String listener(Path directory, int port) {
        return String.join(
                "\n",
                "listener " + port + " 127.0.0.1",
                "cafile " + directory.resolve("ca.crt"),
                "certfile " + directory.resolve("server.crt"),
                "keyfile " + directory.resolve("server.key"));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path caFile() {
        return directory.resolve("ca.crt");
    }

    @Override
    public void start() throws IOException {
        process = ServerProcess.start(
                mosquitto.command("-c", directory.resolve("mosquitto.conf").toString()),
                port,
                directory.resolve("mosquitto.log"));
    }

    /** Ends it as a service manager does (SIGTERM): it writes down what it holds. */
    @Override
    public void stop() throws InterruptedException {
        process.stop();
    }

    /** Version 2.0.11 with {@link #autosave}: it saves at the end of each turn of its loop. */
    @Override
    public boolean acknowledgesBeforeItWrites() {
        return true;
    }

    /** Ends it as a crash does (SIGKILL): what it did not write down is gone. */
    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void configure(String... furtherLines) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "allow_anonymous true",
                "persistence true",
                "persistence_location " + directory + "/",
                // As docs/brokers.md asks for: else it drops what waits.
                "max_queued_messages 0",
                "max_inflight_messages 0"));
        String user = System.getProperty("user.name");
        if (user.equals("root")) {
            // Else it would become the user mosquitto, who may not read the directory.
            lines.add("user " + user);
        }
        lines.add(listener(directory, port));
        lines.addAll(List.of(furtherLines));
        Files.write(directory.resolve("mosquitto.conf"), lines);
    }
}
