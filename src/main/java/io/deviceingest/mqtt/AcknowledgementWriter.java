package io.deviceingest.mqtt;

import io.deviceingest.mqtt.packet.PacketOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Sends the acknowledgements of one connection in the order in which they are given to it: the first at once, and what
 * comes within half a millisecond of a write together, as one record of TLS. Whoever gives it one never waits for the
 * network: a thread of its own writes. Safe for any number of threads.
 */
class AcknowledgementWriter {

    /** Writes to the connection; may wait. */
    @FunctionalInterface
    interface Output {
        void write(byte[] packets) throws IOException;
    }

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final int USUAL_RUN = 256;

    private final Output output;
    private final Consumer<Exception> onFailure;

    private byte[] waiting = new byte[USUAL_RUN * PacketOutput.LENGTH_OF_PUBACK];
    private int length;
    private boolean closed;
    /** None before the first acknowledgement. */
    private Thread thread;

    /** @param onFailure told once that the connection cannot be written to; nothing more is then */
    AcknowledgementWriter(Output output, Consumer<Exception> onFailure) {
        this.output = output;
        this.onFailure = onFailure;
    }

    /** At most as many wait as were delivered on the connection and are not acknowledged. */
    synchronized void acknowledge(int packetId) {
        if (closed) {
            return;
        }
        if (thread == null) {
            thread = new Thread(this::run, "mqtt-acknowledgements");
            thread.setDaemon(true);
            thread.start();
        }
        if (length == waiting.length) {
            waiting = Arrays.copyOf(waiting, 2 * length);
        }
        PacketOutput.putPuback(waiting, length, packetId);
        length += PacketOutput.LENGTH_OF_PUBACK;
        notify();
    }

    /** Sends what waits, takes nothing more, and waits for that, at most so long. */
    void close(long millis) {
        Thread writing;
        synchronized (this) {
            closed = true;
            writing = thread;
            notify();
        }
        try {
            if (writing != null) {
                writing.join(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (byte[] run = next(); run.length > 0; run = next()) {
                output.write(run);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (IOException | RuntimeException e) {
            onFailure.accept(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for acknowledgements, and takes all there are; none when it is closed. */
    private synchronized byte[] next() throws InterruptedException {
        while (length == 0 && !closed) {
            wait();
        }
        byte[] run = Arrays.copyOf(waiting, length);
        length = 0;
        return run;
    }
}
