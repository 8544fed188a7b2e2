package io.deviceingest.mqtt.connect;

import io.deviceingest.mqtt.packet.MessageTap;
import io.deviceingest.mqtt.packet.PacketInput;
import io.deviceingest.mqtt.packet.PacketOutput;
import io.deviceingest.mqtt.packet.TwoStepAcknowledgements;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A connection for Paho that does not end before it has started, and in which nothing ends Paho's threads.
 *
 * <p>What the broker sends is read as whole packets, which {@link PacketInput} makes readable.
 *
 * <p>Paho 1.2.5 starts the thread that reads, and then waits without a limit to see it running. Where the other side
 * closes the connection right after it was made (a balancer whose broker is away does), the reading ends sooner, and
 * the thread that waits stays forever: one for each attempt. So the end of the reading is held back until the CONNECT
 * packet is written, which comes after that wait; and a connection that took so long that its user may be closing it
 * already is not started at all.
 */
public final class PatientNetworkModule implements NetworkModule {

    /** What is left of the user's patience when a connection is too late to begin. */
    private static final long MARGIN_MILLIS = 1_000;

    private final NetworkModule connection;
    private final int largestPacket;
    private final int keepAlive;
    private final TwoStepAcknowledgements twoSteps = new TwoStepAcknowledgements();
    private final CountDownLatch begun = new CountDownLatch(1);
    /** Taken at the start: a reading that has ended closes the socket, which then gives none. */
    private volatile PacketOutput output;
    /** Takes the messages, once there is one; else they are the client's. */
    private volatile MessageTap.Receiver messages;
    /** What ended the reading. */
    private volatile IOException end;
    /** The thread that reads, once it does. */
    private volatile Thread reader;

    /**
     * @param largestPacket the Maximum Packet Size that is announced
     * @param keepAlive in seconds
     */
    PatientNetworkModule(NetworkModule connection, int largestPacket, int keepAlive) {
        this.connection = connection;
        this.largestPacket = largestPacket;
        this.keepAlive = keepAlive;
    }

    /** Whether nobody reads any more what the broker sends. */
    public boolean isReaderDead() {
        Thread thread = reader;
        return thread != null && !thread.isAlive();
    }

    @Override
    public void start() throws IOException, MqttException {
        long started = System.nanoTime();
        connection.start();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        if (millis > MqttTimeouts.ANSWER_MILLIS - MARGIN_MILLIS) {
            connection.stop();
            throw new SocketTimeoutException("the connection took " + millis + " ms to be made");
        }
        output = new PacketOutput(connection.getOutputStream(), twoSteps);
    }

    /** Gives all messages to this receiver, and none to the client; to be called before the connection is made. */
    public void giveMessagesTo(MessageTap.Receiver receiver) {
        messages = receiver;
    }

    /** Sends acknowledgements of messages that the receiver got, in one write; may wait as long as the connection stands. */
    public void acknowledge(byte[] packets) throws IOException {
        output.acknowledge(packets);
    }

    /** Whether anything was written on it, which is the CONNECT at first. */
    public boolean hasBegun() {
        return begun.getCount() == 0;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        PacketInput.Source packets =
                PacketInput.packetsOf(connection.getInputStream(), largestPacket, keepAlive, twoSteps);
        PacketInput.Source patient = () -> patiently(packets);
        return new PacketInput(messages == null ? patient : new MessageTap(patient, messages));
    }

    @Override
    public OutputStream getOutputStream() {
        return new FilterOutputStream(output) {

            // Handed on as a whole: what is inherited would write single bytes.
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                begin();
                out.flush();
            }
        };
    }

    /** Where the reading has ended, its reason is told: why it cannot be written would say less. */
    private void begin() throws IOException {
        begun.countDown();
        if (end != null) {
            throw end;
        }
    }

    private ByteBuffer patiently(PacketInput.Source packets) throws IOException {
        if (reader == null) {
            reader = Thread.currentThread();
        }
        try {
            return packets.next();
        } catch (SocketTimeoutException e) {
            // Nothing has come for a while: that is no end.
            throw e;
        } catch (IOException e) {
            end = e;
            awaitBeginning();
            throw e;
        }
    }

    private void awaitBeginning() throws InterruptedIOException {
        try {
            if (!begun.await(MqttTimeouts.ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new InterruptedIOException("nothing was written on the connection");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void stop() throws IOException {
        connection.stop();
    }

    @Override
    public String getServerURI() {
        return connection.getServerURI();
    }
}
