package io.deviceingest.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Sends back what it is sent, and remembers how each of its connections ended. */
final class EchoServer implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    EchoServer() throws IOException {
        start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All that it was sent, by whomever. */
    String received() {
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    /** "end" of each connection that was closed, and "failure" of each other one. */
    List<String> ends() {
        return ends;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        listening.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void start(Runnable work) {
        Thread thread = new Thread(work, "echo");
        threads.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                sockets.add(socket);
                start(() -> echo(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void echo(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                received.write(buffer, 0, length);
                socket.getOutputStream().write(buffer, 0, length);
            }
            ends.add("end");
        } catch (IOException e) {
            ends.add("failure");
        }
    }
}
