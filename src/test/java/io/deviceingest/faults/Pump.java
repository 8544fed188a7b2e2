package io.deviceingest.faults;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Predicate;

/** Carries the bytes of one direction of one connection: a thread reads into a delay line, another writes what is due. */
final class Pump {

    private static final int MOST_AT_ONCE = 16 << 10;

    private final Connection connection;
    private final Socket from;
    private final Socket to;
    private final Link link;
    private final Gate silence;
    private final Predicate<byte[]> passes;
    private final DelayLine line = new DelayLine();
    private boolean ended;
    private boolean receiverGone;

    /** @param passes asked about all bytes that come in; where it says no it has ended the connection */
    Pump(Connection connection, Direction direction, Link link, Gate silence, Predicate<byte[]> passes) {
        this.connection = connection;
        this.from = direction == Direction.UP ? connection.client() : connection.server();
        this.to = direction == Direction.UP ? connection.server() : connection.client();
        this.link = link;
        this.silence = silence;
        this.passes = passes;
    }

    void read() throws InterruptedException {
        Connection.Work end = this::end;
        try {
            byte[] buffer = new byte[MOST_AT_ONCE];
            for (int length = receive(buffer); length >= 0; length = receive(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, length);
                if (!passes.test(bytes)) {
                    return;
                }
                line.put(link.due(), length, () -> forward(bytes));
            }
        } catch (IOException e) {
            end = connection::reset;
        }
        // Not even an end gets through a silence.
        silence.pass();
        line.put(link.due(), 0, end);
    }

    void write() throws IOException, InterruptedException {
        while (!ended && connection.isOpen()) {
            line.take().run();
        }
    }

    private int receive(byte[] buffer) throws IOException, InterruptedException {
        int length = from.getInputStream().read(buffer);
        silence.pass();
        return length;
    }

    private void forward(byte[] bytes) throws InterruptedException {
        long left = link.leftAfter(bytes.length);
        try {
            send(bytes, (int) (bytes.length + Math.min(0, left)));
        } catch (IOException e) {
            // Its end is on its way back, behind its last words.
            receiverGone = true;
        }
        if (left <= 0) {
            connection.cut();
        }
    }

    private void send(byte[] bytes, int length) throws IOException, InterruptedException {
        int sent = 0;
        while (sent < length && !receiverGone) {
            int piece = Math.min(link.piece(), length - sent);
            link.awaitRoom(piece);
            silence.pass();
            to.getOutputStream().write(bytes, sent, piece);
            sent += piece;
        }
    }

    private void end() throws IOException {
        ended = true;
        to.shutdownOutput();
        connection.oneWayEnded();
    }
}
