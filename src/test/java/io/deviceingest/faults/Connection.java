package io.deviceingest.faults;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A client's connection, the one to the server behind it, and the threads that carry bytes between the two: all end
 * together. Safe for any number of threads.
 */
final class Connection {

    private static final Duration LIMIT_OF_END = Duration.ofSeconds(10);

    private final Socket client;
    private final Socket server;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicBoolean oneWayEnded = new AtomicBoolean();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    Connection(Socket client, Socket server) {
        this.client = client;
        this.server = server;
    }

    /** Work of one thread; whatever it throws ends the connection. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, InterruptedException;
    }

    Socket client() {
        return client;
    }

    Socket server() {
        return server;
    }

    boolean isOpen() {
        return open.get();
    }

    /** Has a thread of its own do that until the connection ends. */
    void start(String name, Work work) {
        Thread thread = new Thread(() -> run(work), name);
        threads.add(thread);
        thread.start();
        if (!isOpen()) {
            // The end may have come before the thread could be interrupted.
            thread.interrupt();
        }
    }

    /** Ends it as an endpoint does that closes: both peers read all that was sent, and then the end (FIN). */
    void cut() {
        end(false);
    }

    /** Ends it as an endpoint does that crashes: both peers fail (RST). */
    void reset() {
        end(true);
    }

    /** To be said once of each way that has come to its end by itself: after the second one nothing is open. */
    void oneWayEnded() {
        if (!oneWayEnded.compareAndSet(false, true)) {
            cut();
        }
    }

    /** Waits, after the end, until its threads have ended too. */
    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(LIMIT_OF_END.toMillis());
            if (thread.isAlive()) {
                throw new IllegalStateException(thread.getName() + " did not end");
            }
        }
    }

    private void run(Work work) {
        boolean done = false;
        try {
            work.run();
            done = true;
        } catch (IOException | InterruptedException e) {
            // A socket that has ended; nobody but the tests' peers needs to know.
        } finally {
            if (!done) {
                cut();
            }
        }
    }

    private void end(boolean reset) {
        if (open.compareAndSet(true, false)) {
            end(client, reset);
            end(server, reset);
            threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
        }
    }

    private static void end(Socket socket, boolean reset) {
        try (socket) {
            if (reset) {
                socket.setSoLinger(true, 0);
            } else {
                // A close alone answers bytes that nobody has read with a reset.
                socket.shutdownOutput();
            }
        } catch (IOException e) {
            // The peer was faster.
        }
    }
}
