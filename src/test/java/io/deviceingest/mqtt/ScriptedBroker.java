package io.deviceingest.mqtt;

import io.deviceingest.faults.MqttPacket;
import io.deviceingest.faults.PacketType;
import io.deviceingest.mqtt.packet.PacketBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The other side of a socket that answers a client as it is told to, and sends it any bytes: legal packets, or others.
 * It keeps no session. Safe for any number of threads.
 */
public final class ScriptedBroker implements AutoCloseable {

    private static final byte[] NO_PROPERTIES = new byte[0];
    private static final int SECONDS = 30;

    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::run, "scripted-broker");
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<PacketType, AtomicInteger> received = new ConcurrentHashMap<>();
    private final BlockingQueue<Integer> acknowledged = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> subscriptions = new LinkedBlockingQueue<>();
    private volatile byte[] connackProperties = NO_PROPERTIES;
    private volatile byte[] answerProperties = NO_PROPERTIES;
    private volatile int subackCode = 1;
    private volatile Socket client;

    public ScriptedBroker() throws IOException {
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** What every CONNACK says from now on. */
    void connack(byte[] properties) {
        connackProperties = properties;
    }

    /** What every SUBACK and UNSUBACK says from now on. */
    void answers(byte[] properties, int codeOfSuback) {
        answerProperties = properties;
        subackCode = codeOfSuback;
    }

    /** How many packets of a type have come. */
    int packetsOf(PacketType type) {
        AtomicInteger count = received.get(type);
        return count == null ? 0 : count.get();
    }

    /** How many connections there have been. */
    public int connections() {
        return connections.get();
    }

    public void awaitSubscription() throws InterruptedException {
        if (subscriptions.poll(SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("no SUBSCRIBE came within " + SECONDS + " s");
        }
    }

    public void send(byte[] bytes, int from, int length) throws IOException {
        OutputStream out = client.getOutputStream();
        synchronized (this) {
            out.write(bytes, from, length);
        }
    }

    public void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    /** The identifier of the next PUBACK, or PUBCOMP. */
    public int nextAcknowledged() throws InterruptedException {
        Integer identifier = acknowledged.poll(SECONDS, TimeUnit.SECONDS);
        if (identifier == null) {
            throw new AssertionError("no PUBACK came within " + SECONDS + " s; connections: " + connections);
        }
        return identifier;
    }

    private void run() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                client = socket;
                connections.incrementAndGet();
                serve(new BufferedInputStream(socket.getInputStream()));
            } catch (IOException e) {
                // The client is gone, or the test is over.
            }
        }
    }

    private void serve(InputStream in) throws IOException {
        for (MqttPacket packet = MqttPacket.read(in); packet != null; packet = MqttPacket.read(in)) {
            received.computeIfAbsent(packet.type(), any -> new AtomicInteger()).incrementAndGet();
            switch (packet.type()) {
                case CONNECT ->
                    send(new PacketBytes()
                            .octet(0)
                            .octet(0)
                            .measured(connackProperties)
                            .packet(0x20));
                case SUBSCRIBE -> {
                    send(answer(packet).octet(subackCode).packet(0x90));
                    subscriptions.add(true);
                }
                case UNSUBSCRIBE -> send(answer(packet).octet(0).packet(0xB0));
                case PINGREQ -> send(new byte[] {(byte) 0xD0, 0});
                case PUBACK, PUBCOMP -> acknowledged.add(packet.id());
                case PUBREC -> send(new PacketBytes().twoBytes(packet.id()).packet(0x62));
                default -> {
                    // Nothing is to be said to it.
                }
            }
        }
    }

    private PacketBytes answer(MqttPacket packet) {
        return new PacketBytes().twoBytes(packet.id()).measured(answerProperties);
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (client != null) {
            client.close();
        }
    }
}
