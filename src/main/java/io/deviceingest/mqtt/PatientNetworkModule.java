package io.deviceingest.mqtt;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * A connection of Paho's that does not end before it has begun.
 *
 * <p>Paho 1.2.5 starts the thread that reads, and then waits without a limit to see it running. Where the other side
 * closes the connection right after it was made (a balancer whose broker is away does), the reading ends sooner, and
 * the thread that waits stays for ever: one for each attempt. So the end of the reading is held back until the CONNECT
 * packet is written, which comes after that wait; and a connection that took so long that its user may be closing it
 * already is not begun at all.
 */
final class PatientNetworkModule implements NetworkModule {

    /** What is left of the user's patience when a connection is too late to begin. */
    private static final long MARGIN_MILLIS = 1_000;

    private final NetworkModule connection;
    private final CountDownLatch begun = new CountDownLatch(1);
    /** Taken at the start: a reading that has ended closes the socket, which then gives none. */
    private volatile OutputStream output;
    /** What ended the reading. */
    private volatile IOException end;

    PatientNetworkModule(NetworkModule connection) {
        this.connection = connection;
    }

    @Override
    public void start() throws IOException, MqttException {
        long started = System.nanoTime();
        connection.start();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
        if (millis > MqttLink.ANSWER_MILLIS - MARGIN_MILLIS) {
            connection.stop();
            throw new SocketTimeoutException("the connection took " + millis + " ms to be made");
        }
        output = connection.getOutputStream();
    }

    /** Whether anything was written on it, which is the CONNECT at first. */
    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(connection.getInputStream()) {

            @Override
            public int read() throws IOException {
                return patiently(in::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return patiently(() -> in.read(bytes, offset, length));
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new FilterOutputStream(output) {

            @Override
            public void write(int oneByte) throws IOException {
                begin();
                out.write(oneByte);
            }

            // Handed on as a whole: what is inherited would write single bytes.
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                begin();
                out.write(bytes, offset, length);
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

    private interface Read {
        int read() throws IOException;
    }

    private int patiently(Read read) throws IOException {
        int result;
        try {
            result = read.read();
        } catch (SocketTimeoutException e) {
            // Nothing has come for a while: that is no end.
            throw e;
        } catch (IOException e) {
            end = e;
            awaitBeginning();
            throw e;
        }
        if (result < 0) {
            end = new EOFException();
            awaitBeginning();
        }
        return result;
    }

    private void awaitBeginning() throws InterruptedIOException {
        try {
            if (!begun.await(MqttLink.ANSWER_MILLIS, TimeUnit.MILLISECONDS)) {
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
