package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.springframework.util.FileSystemUtils;

/**
 * A real MQTT 5 broker with TLS and durable sessions in this process, with its certificate made on the spot. It can be
 * stopped and started again on the same port with all it kept. Not thread-safe.
 */
public final class EmbeddedBroker implements RestartableBroker {

    private static final List<String> KEPT = List.of("journal", "bindings", "large", "paging");

    private final Path directory;
    private final BrokerCertificate certificate;
    private final int port;
    private final int plainPort;
    private final String tlsOptions;
    private final AccessRules rules = new AccessRules();
    private EmbeddedActiveMQ broker;

    private EmbeddedBroker(Path directory, BrokerCertificate certificate, String tlsOptions) throws IOException {
        this.directory = directory;
        this.certificate = certificate;
        this.tlsOptions = tlsOptions;
        this.port = FreePort.next();
        this.plainPort = FreePort.next();
    }

    /** Starts a broker whose files live below a directory that the caller owns. */
    public static EmbeddedBroker start(Path directory) throws Exception {
        return start(directory, BrokerCertificate.selfSigned(directory));
    }

    /** Starts one with that certificate. */
    public static EmbeddedBroker start(Path directory, BrokerCertificate certificate) throws Exception {
        return started(new EmbeddedBroker(directory, certificate, ""));
    }

    /** Starts one that lets nobody in but clients whose certificate this file holds. */
    public static EmbeddedBroker startStrict(Path directory, BrokerCertificate certificate, Path clients)
            throws Exception {
        return started(new EmbeddedBroker(
                directory, certificate, ";needClientAuth=true;trustStoreType=PEM;trustStorePath=" + clients));
    }

    private static EmbeddedBroker started(EmbeddedBroker broker) throws Exception {
        broker.start();
        return broker;
    }

    @Override
    public int port() {
        return port;
    }

    /** Where it speaks MQTT without TLS. */
    public int plainPort() {
        return plainPort;
    }

    @Override
    public Path caFile() {
        return certificate.caFile();
    }

    /** Who may do what from now on; everybody may do everything at first. */
    public AccessRules rules() {
        return rules;
    }

    @Override
    public void start() throws Exception {
        broker = new EmbeddedActiveMQ();
        broker.setConfiguration(configuration());
        broker.setSecurityManager(rules);
        broker.start();
    }

    @Override
    public void stop() throws Exception {
        broker.stop();
    }

    @Override
    public boolean acknowledgesBeforeItWrites() {
        return false;
    }

    /** Deletes, while it is stopped, all that it kept: sessions, messages, retained ones. */
    public void forget() throws IOException {
        for (String kept : KEPT) {
            FileSystemUtils.deleteRecursively(directory.resolve(kept));
        }
    }

    /** Cuts every TCP connection, without a word, as a network does. */
    public void cutConnections() {
        connections().forEach(connection -> connection.getTransportConnection().forceClose());
    }

    /** Ends one client's connection as a failed one, so that its last will is published. */
    public void failConnectionOf(String clientId) {
        connections().stream()
                .filter(connection -> clientId.equals(connection.getClientID()))
                .forEach(connection -> connection.fail(new ActiveMQException("cut by a test")));
    }

    public boolean isConnected(String clientId) {
        return connections().stream().anyMatch(connection -> clientId.equals(connection.getClientID()));
    }

    private List<RemotingConnection> connections() {
        return List.copyOf(broker.getActiveMQServer().getRemotingService().getConnections());
    }

    @Override
    public void close() throws Exception {
        stop();
    }

    private Configuration configuration() throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setSecurityEnabled(true);
        configuration.setJMXManagementEnabled(false);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalDatasync(false);
        configuration.setJournalDirectory(directory.resolve("journal").toString());
        configuration.setBindingsDirectory(directory.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(directory.resolve("large").toString());
        configuration.setPagingDirectory(directory.resolve("paging").toString());
        configuration.setMaxDiskUsage(-1);
        configuration.addAcceptorConfiguration(
                "mqtt",
                "tcp://127.0.0.1:" + port + "?protocols=MQTT;sslEnabled=true;keyStoreType=PKCS12;keyStorePath="
                        + certificate.keyStore() + ";keyStorePassword=" + BrokerCertificate.PASSWORD + tlsOptions);
        configuration.addAcceptorConfiguration("plain", "tcp://127.0.0.1:" + plainPort + "?protocols=MQTT");
        // The default of ten attempts would drop a message that ten connections brought.
        configuration.addAddressSetting(
                "#",
                new AddressSettings()
                        .setMaxDeliveryAttempts(-1)
                        .setDeadLetterAddress(SimpleString.of("dead"))
                        .setExpiryAddress(SimpleString.of("expired")));
        return configuration;
    }

    /** Access rules that a test changes while the broker runs. */
    public static final class AccessRules implements ActiveMQSecurityManager {

        private volatile String requiredPassword;
        private volatile boolean subscribingAllowed = true;
        private volatile boolean publishingAllowed = true;

        public void requirePassword(String password) {
            requiredPassword = password;
        }

        public void allowSubscribing(boolean allowed) {
            subscribingAllowed = allowed;
        }

        public void allowPublishing(boolean allowed) {
            publishingAllowed = allowed;
        }

        @Override
        public boolean validateUser(String user, String password) {
            return requiredPassword == null || requiredPassword.equals(password);
        }

        @Override
        public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType checkType) {
            boolean subscribing = checkType == CheckType.CONSUME || checkType == CheckType.CREATE_DURABLE_QUEUE;
            return validateUser(user, password)
                    && (subscribingAllowed || !subscribing)
                    && (publishingAllowed || checkType != CheckType.SEND);
        }
    }
}
