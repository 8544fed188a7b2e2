package io.deviceingest.mqtt.probe;

import io.deviceingest.mqtt.connect.AnsweredCodes;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.mqtt.connect.Sockets;
import io.deviceingest.mqtt.packet.ReadablePacket;
import io.deviceingest.settings.MqttSettings;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttConnAck;
import org.eclipse.paho.mqttv5.common.packet.MqttConnect;
import org.eclipse.paho.mqttv5.common.packet.MqttDisconnect;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttSubAck;
import org.eclipse.paho.mqttv5.common.packet.MqttSubscribe;
import org.eclipse.paho.mqttv5.common.packet.MqttUnsubscribe;
import org.eclipse.paho.mqttv5.common.packet.MqttWireMessage;

/**
 * A connection of a diagnosis, packet by packet on the caller's thread, so that every wait has its limit and an answer
 * that is no MQTT can be looked at. Its session ends with it. Not thread-safe.
 */
final class ProbeConnection implements AutoCloseable {

    private static final int MQTT_5 = 5;
    private static final int KEEP_ALIVE_SECONDS = 15;
    /** "Send no retained messages" (MQTT 5, 3.8.3.1). */
    private static final int RETAIN_NONE = 2;

    private static final int LOOKED_AT = 80;

    private final Socket socket;
    private final BufferedInputStream in;
    private final long deadline;
    private final ReadablePacket readable = new ReadablePacket(Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @param socket ready for MQTT, with TLS or without */
    ProbeConnection(Socket socket, Duration limit) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /** What came back is no CONNACK of MQTT 5. */
    static final class ForeignAnswer extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient PortAnswer answer;

        ForeignAnswer(PortAnswer answer) {
            super("no MQTT 5");
            this.answer = answer;
        }

        PortAnswer answer() {
            return answer;
        }
    }

    /** Connects with the real credentials under an own client id, and returns what the broker grants. */
    MqttProperties connect(MqttSettings settings, String clientId, Duration sessionExpiry)
            throws IOException, MqttException {
        MqttProperties asked = new MqttProperties();
        asked.setSessionExpiryInterval(sessionExpiry.toSeconds());
        // One message at most is on its way to a diagnosis, which acknowledges none.
        asked.setReceiveMaximum(1);
        MqttConnect connect = new MqttConnect(clientId, MQTT_5, true, KEEP_ALIVE_SECONDS, asked, new MqttProperties());
        if (!settings.broker().username().isEmpty()) {
            connect.setUserName(settings.broker().username());
        }
        if (!settings.broker().password().isEmpty()) {
            connect.setPassword(settings.broker().password().getBytes(StandardCharsets.UTF_8));
        }
        send(connect);
        in.mark(LOOKED_AT);
        byte[] first = new byte[LOOKED_AT];
        awaitBytes();
        int length = in.read(first);
        if (length < 0) {
            throw new EOFException("closed instead of a CONNACK");
        }
        PortAnswer answer = PortAnswer.of(Arrays.copyOf(first, length));
        if (answer.kind() != PortAnswer.Kind.MQTT_5) {
            throw new ForeignAnswer(answer);
        }
        in.reset();
        MqttConnAck connack = receive(MqttConnAck.class);
        if (ReasonCodes.isRefusal(connack.getReturnCode())) {
            throw new MqttException(connack.getReturnCode());
        }
        return connack.getProperties();
    }

    void send(MqttWireMessage packet) throws IOException, MqttException {
        socket.getOutputStream().write(packet.serialize());
        socket.getOutputStream().flush();
    }

    /** The next packet of that kind; others, such as messages that come before a SUBACK, are passed over. */
    <T extends MqttWireMessage> T receive(Class<T> kind) throws IOException, MqttException {
        while (true) {
            MqttWireMessage packet = readable(nextPacket());
            if (kind.isInstance(packet)) {
                return kind.cast(packet);
            }
            if (packet instanceof MqttDisconnect disconnect) {
                throw new MqttException(disconnect.getReturnCode());
            }
        }
    }

    private MqttWireMessage readable(byte[] packet) throws IOException, MqttException {
        ByteBuffer made = readable.of(ByteBuffer.wrap(packet));
        byte[] bytes = new byte[made.remaining()];
        made.get(bytes);
        return MqttWireMessage.createWireMessage(bytes);
    }

    /** Subscribes without retained messages, unsubscribes at once, and returns the reason codes in between. */
    int[] subscribe(List<String> filters, int qos) throws IOException, MqttException {
        MqttSubscription[] asked = filters.stream()
                .map(filter -> {
                    MqttSubscription subscription = new MqttSubscription(filter, qos);
                    subscription.setRetainHandling(RETAIN_NONE);
                    return subscription;
                })
                .toArray(MqttSubscription[]::new);
        MqttSubscribe subscribe = new MqttSubscribe(asked, new MqttProperties());
        subscribe.setMessageId(1);
        send(subscribe);
        MqttSubAck suback = receive(MqttSubAck.class);
        int[] codes = AnsweredCodes.asTheyCame(suback.getReturnCodes(), suback.getProperties());
        if (codes.length != filters.size()) {
            throw new IOException("the broker answers " + filters.size() + " filters with " + codes.length + " codes");
        }
        MqttUnsubscribe unsubscribe = new MqttUnsubscribe(filters.toArray(String[]::new), new MqttProperties());
        unsubscribe.setMessageId(2);
        send(unsubscribe);
        return codes;
    }

    /** Says good-bye, which ends the session too, however long it was asked to live. */
    void disconnect() throws IOException, MqttException {
        MqttProperties end = new MqttProperties();
        end.setSessionExpiryInterval(0L);
        send(new MqttDisconnect(0, end));
    }

    private byte[] nextPacket() throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(nextByte());
        int length = 0;
        int shift = 0;
        int digit;
        do {
            digit = nextByte();
            packet.write(digit);
            length |= (digit & 0x7F) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0 && shift < 28);
        awaitBytes();
        packet.write(in.readNBytes(length));
        return packet.toByteArray();
    }

    private int nextByte() throws IOException {
        awaitBytes();
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the broker closed the connection");
        }
        return next;
    }

    /** The next read gets what is left of the time. */
    private void awaitBytes() throws IOException {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("Read timed out");
        }
        socket.setSoTimeout((int) left);
    }

    @Override
    public void close() {
        Sockets.close(socket);
    }
}
