package io.deviceingest.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Where a proxy's clients come in: a port of 127.0.0.1, each of whose connections gets another one to the server. Safe
 * for any number of threads.
 */
final class Entrance implements AutoCloseable {

    private static final Duration LIMIT_OF_CONNECT = Duration.ofSeconds(5);
    private static final int BACKLOG = 100;

    private final String name;
    private final Consumer<Connection> service;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final int port;
    private ServerSocket listening;
    private Thread acceptor;
    private volatile InetSocketAddress target;

    /** @param service starts the threads of a connection */
    Entrance(String name, int targetPort, Consumer<Connection> service) throws IOException {
        this.name = name;
        this.service = service;
        leadTo(targetPort);
        this.port = listen(0);
    }

    /** New connections get one to another server of this machine. */
    void leadTo(int targetPort) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    }

    int port() {
        return port;
    }

    /** Those that there have been so far, in the order of their coming. */
    List<Connection> connections() {
        return connections;
    }

    int open() {
        return (int) connections.stream().filter(Connection::isOpen).count();
    }

    /** Stops listening, so that clients are refused as where no program is. */
    synchronized void refuse() throws IOException, InterruptedException {
        listening.close();
        acceptor.join();
    }

    /** Listens again, on the same port. */
    synchronized void accept() throws IOException {
        if (listening.isClosed()) {
            listen(port);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        refuse();
        connections.forEach(Connection::cut);
        for (Connection connection : connections) {
            connection.join();
        }
    }

    private int listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket(wanted, BACKLOG, InetAddress.getLoopbackAddress());
        listening = socket;
        acceptor = new Thread(() -> acceptFrom(socket), name + "-accept");
        acceptor.start();
        return socket.getLocalPort();
    }

    private void acceptFrom(ServerSocket socket) {
        try {
            while (true) {
                lead(socket.accept());
            }
        } catch (IOException e) {
            // Closed: from now on clients are refused.
        }
    }

    private void lead(Socket client) throws IOException {
        Socket server = new Socket();
        Connection connection = new Connection(client, server);
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target, (int) LIMIT_OF_CONNECT.toMillis());
        } catch (IOException e) {
            // The nearest to a refusal for a client that is accepted already.
            connection.reset();
            return;
        }
        connections.add(connection);
        service.accept(connection);
    }
}
