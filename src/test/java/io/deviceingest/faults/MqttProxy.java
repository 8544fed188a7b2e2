package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;

import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.TrustingTls;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;

/**
 * A broker to its clients and a client to the broker behind it, over TLS on both sides: every MQTT packet in between
 * goes by a rule, and what has an identifier is logged. At first everything passes. Safe for any number of threads.
 */
public final class MqttProxy implements Broker, AutoCloseable {

    private static final String NAME = "mqtt-proxy";

    private final BrokerCertificate certificate;
    private final SSLSocketFactory toClients;
    private final SSLSocketFactory toBroker;
    private final Map<Direction, Rule> rules = new EnumMap<>(Direction.class);
    private final List<Served> served = new CopyOnWriteArrayList<>();
    private final Entrance entrance;

    private record Served(Connection connection, PacketLog log, Map<Direction, PacketStream> streams) {

        void release(Direction direction) {
            try {
                streams.get(direction).release();
            } catch (IOException e) {
                // What was held has nobody to go to any more.
                connection.cut();
            }
        }
    }

    private MqttProxy(BrokerCertificate certificate, Broker broker) throws IOException {
        this.certificate = certificate;
        toClients = certificate.socketFactory();
        toBroker = TrustingTls.socketFactory(broker.caFile());
        rules.put(UP, packet -> Verdict.PASS);
        rules.put(DOWN, packet -> Verdict.PASS);
        entrance = new Entrance(NAME, broker.port(), this::serve);
    }

    /** Starts one on a free port before a broker, with a certificate below a directory that the caller owns. */
    public static MqttProxy start(Path directory, Broker broker)
            throws IOException, InterruptedException, GeneralSecurityException {
        return start(BrokerCertificate.selfSigned(directory), broker);
    }

    /** Starts one with that certificate. */
    public static MqttProxy start(BrokerCertificate certificate, Broker broker) throws IOException {
        return new MqttProxy(certificate, broker);
    }

    @Override
    public int port() {
        return entrance.port();
    }

    @Override
    public Path caFile() {
        return certificate.caFile();
    }

    /** The rule for the next packets of a direction, on connections that are open as on new ones. */
    public synchronized void rule(Direction direction, Rule rule) {
        rules.put(direction, rule);
        served.forEach(one -> one.streams.get(direction).rule(rule));
    }

    /** How many packets of a direction are held on open connections. */
    public int held(Direction direction) {
        return served.stream()
                .filter(one -> one.connection.isOpen())
                .mapToInt(one -> one.streams.get(direction).held())
                .sum();
    }

    /** Sends what is held, in its order and before anything else; from then on everything passes in that direction. */
    public synchronized void release(Direction direction) {
        rules.put(direction, packet -> Verdict.PASS);
        served.forEach(one -> one.release(direction));
    }

    /** One for each connection so far, in the order of their coming. */
    public List<PacketLog> logs() {
        return served.stream().map(Served::log).toList();
    }

    /** How many connections there have been so far. */
    public int connections() {
        return entrance.connections().size();
    }

    /** How many connections are open now. */
    public int open() {
        return entrance.open();
    }

    /** Closes every connection (FIN), without TLS's goodbye. */
    public void cut() {
        entrance.connections().forEach(Connection::cut);
    }

    /** Resets every connection (RST). */
    public void reset() {
        entrance.connections().forEach(Connection::reset);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        entrance.close();
    }

    private synchronized void serve(Connection connection) {
        Socket client;
        Socket broker;
        try {
            client = toClients.createSocket(connection.client(), null, true);
            Socket server = connection.server();
            broker = toBroker.createSocket(server, server.getInetAddress().getHostAddress(), server.getPort(), true);
        } catch (IOException e) {
            connection.reset();
            return;
        }
        PacketLog log = new PacketLog();
        PacketStream up = new PacketStream(UP, client, broker, log, rules.get(UP));
        PacketStream down = new PacketStream(DOWN, broker, client, log, rules.get(DOWN));
        served.add(new Served(connection, log, Map.of(UP, up, DOWN, down)));
        // The first read of either is its handshake.
        connection.start(NAME + "-up", () -> carry(connection, up));
        connection.start(NAME + "-down", () -> carry(connection, down));
    }

    /** The end of one direction is the end of both. */
    private static void carry(Connection connection, PacketStream stream) throws IOException {
        stream.carry();
        connection.cut();
    }
}
