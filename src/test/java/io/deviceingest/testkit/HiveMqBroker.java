package io.deviceingest.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * HiveMQ Community Edition as a process of its own, with TLS and with its files, and with a queue that takes all that
 * waits for a client: it is shipped with room for 1,000 messages, and drops the others. It can be stopped or killed, and
 * started again on the same port with all it kept. Not thread-safe.
 */
public final class HiveMqBroker implements BrokerProcess {

    /** All jars of HiveMQ, as {@code ./mvnw -Psoak antrun:run@hivemq} writes them down. */
    private static final Path CLASS_PATH = Path.of("target", "hivemq.classpath");

    private static final Path OUR_CLASSES = Path.of("target", "test-classes").toAbsolutePath();

    private final Path directory;
    private final BrokerCertificate certificate;
    private final int port;
    private ServerProcess process;

    private HiveMqBroker(Path directory, BrokerCertificate certificate, int port) {
        this.directory = directory;
        this.certificate = certificate;
        this.port = port;
    }

    /** Starts a broker whose files live below a directory that the caller owns. */
    public static HiveMqBroker start(Path directory) throws Exception {
        Path home = directory.toAbsolutePath();
        HiveMqBroker broker = new HiveMqBroker(home, BrokerCertificate.selfSigned(home), FreePort.next());
        broker.configure();
        broker.start();
        return broker;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Path caFile() {
        return certificate.caFile();
    }

    @Override
    public void start() throws IOException {
        process = ServerProcess.start(
                new ProcessBuilder(
                        UnpackedJar.java(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        // It unpacks a native library there, and leaves it behind when it is killed.
                        "-Djava.io.tmpdir=" + directory,
                        "-Dhivemq.home=" + directory,
                        "-cp",
                        OUR_CLASSES + File.pathSeparator + Files.readString(CLASS_PATH),
                        HiveMqProcess.class.getName()),
                port,
                directory.resolve("hivemq.log"));
    }

    /** Ends it as a service manager does (SIGTERM). */
    @Override
    public void stop() throws InterruptedException {
        process.stop();
    }

    /** It acknowledges after it has persisted a message, by default. */
    @Override
    public boolean acknowledgesBeforeItWrites() {
        return false;
    }

    @Override
    public void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }

    private void configure() throws IOException {
        for (String folder : new String[] {"conf", "data", "log", "extensions"}) {
            Files.createDirectories(directory.resolve(folder));
        }
        Files.writeString(directory.resolve("conf").resolve("config.xml"), """
                <hivemq>
                  <listeners>
                    <tls-tcp-listener>
                      <port>%d</port>
                      <bind-address>127.0.0.1</bind-address>
                      <tls>
                        <keystore>
                          <path>%s</path>
                          <password>%s</password>
                          <private-key-password>%3$s</private-key-password>
                        </keystore>
                      </tls>
                    </tls-tcp-listener>
                  </listeners>
                  <mqtt>
                    <queued-messages>
                      <max-queue-size>1000000</max-queue-size>
                    </queued-messages>
                  </mqtt>
                  <anonymous-usage-statistics>
                    <enabled>false</enabled>
                  </anonymous-usage-statistics>
                </hivemq>
                """.formatted(
                        port, certificate.keyStore(), BrokerCertificate.PASSWORD));
    }
}
