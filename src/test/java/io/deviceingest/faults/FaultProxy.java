package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A TCP proxy on 127.0.0.1 that is a bad network on demand, whatever the protocol. Faults concern all its connections,
 * and last until the next word about them; while there are none it is a wire. Where the server is away, a client is
 * accepted and reset. Safe for any number of threads.
 */
public final class FaultProxy implements AutoCloseable {

    private static final String NAME = "fault-proxy";

    private final Map<Direction, Link> links = Map.of(UP, new Link(), DOWN, new Link());
    private final Gate silence = new Gate();
    private final Entrance entrance;
    private volatile LostReply lostReply = LostReply.none();

    private FaultProxy(int targetPort) throws IOException {
        entrance = new Entrance(NAME, targetPort, this::serve);
    }

    /** Starts one on a free port before a server of this machine. */
    public static FaultProxy start(int targetPort) throws IOException {
        return new FaultProxy(targetPort);
    }

    public int port() {
        return entrance.port();
    }

    /** How many connections there have been so far. */
    public int connections() {
        return entrance.connections().size();
    }

    /** How many connections are open now. */
    public int open() {
        return entrance.open();
    }

    /** From now on new connections lead to another server; those that are open stay where they are. */
    public void leadTo(int targetPort) {
        entrance.leadTo(targetPort);
    }

    /** Closes every connection (FIN). */
    public void cut() {
        entrance.connections().forEach(Connection::cut);
    }

    /** Resets every connection (RST). */
    public void reset() {
        entrance.connections().forEach(Connection::reset);
    }

    /** From now on nothing gets through, not even an end; connections stay open, and new ones are silent too. */
    public void silence() {
        silence.shut();
    }

    /** What was said during the silence gets through now. */
    public void endSilence() {
        silence.open();
    }

    /** From now on new connections are refused; those that are open stay so. */
    public void refuseConnections() throws IOException, InterruptedException {
        entrance.refuse();
    }

    public void acceptConnections() throws IOException {
        entrance.accept();
    }

    /** From now on bytes arrive so much later, and up to the jitter later still, in their order. */
    public void latency(Direction direction, Duration atLeast, Duration jitter) {
        links.get(direction).latency(atLeast, jitter);
    }

    /** The latency of both directions. */
    public void latency(Duration atLeast, Duration jitter) {
        links.values().forEach(link -> link.latency(atLeast, jitter));
    }

    /** From now on all connections together get no more through; 0 for no limit. */
    public void bandwidth(Direction direction, long bytesPerSecond) {
        links.get(direction).bandwidth(bytesPerSecond);
    }

    /** The bandwidth of both directions, for each of them. */
    public void bandwidth(long bytesPerSecond) {
        links.values().forEach(link -> link.bandwidth(bytesPerSecond));
    }

    /** Whether every byte is a segment of its own, in both directions. */
    public void slice(boolean sliced) {
        links.values().forEach(link -> link.slice(sliced));
    }

    /** Counts the bytes of a direction, on whichever connection, and cuts the connection behind the last of so many. */
    public void cutAfter(Direction direction, long bytes) {
        links.get(direction).cutAfter(bytes);
    }

    /**
     * Lets through what a client says next and loses the reply: the first bytes that come down after it are dropped,
     * and the connection is cut. Then the result is complete, with the first bytes that were dropped.
     */
    public CompletableFuture<byte[]> swallowNextReply() {
        return swallowReplyTo("");
    }

    /** The same for the reply to what contains a text. */
    public CompletableFuture<byte[]> swallowReplyTo(String text) {
        LostReply lost = new LostReply(text);
        lostReply = lost;
        return lost.dropped();
    }

    /** Ends all faults, those that wait for their moment too. */
    public void heal() throws IOException {
        lostReply = LostReply.none();
        links.values().forEach(Link::heal);
        endSilence();
        acceptConnections();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        entrance.close();
    }

    private void serve(Connection connection) {
        Pump up = new Pump(connection, UP, links.get(UP), silence, bytes -> lostReply.up(connection, bytes));
        Pump down = new Pump(connection, DOWN, links.get(DOWN), silence, bytes -> lostReply.down(connection, bytes));
        connection.start(NAME + "-up-read", up::read);
        connection.start(NAME + "-up-write", up::write);
        connection.start(NAME + "-down-read", down::read);
        connection.start(NAME + "-down-write", down::write);
    }
}
