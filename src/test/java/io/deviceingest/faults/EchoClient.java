package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A client of the {@link EchoServer}, or of a proxy before it; it does not wait forever. */
final class EchoClient implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Socket socket;

    EchoClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) LIMIT.toMillis());
    }

    /** One that has had its answer. */
    static EchoClient talkingTo(int port) throws IOException {
        EchoClient client = new EchoClient(port);
        client.say("hello");
        client.hears("hello");
        return client;
    }

    void say(String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.ISO_8859_1));
    }

    void sayNoMore() throws IOException {
        socket.shutdownOutput();
    }

    void hears(String words) throws IOException {
        byte[] heard = socket.getInputStream().readNBytes(words.length());
        assertThat(new String(heard, StandardCharsets.ISO_8859_1)).isEqualTo(words);
    }

    /** What is there to be read at once, once there is something. */
    String hearSome() throws IOException {
        byte[] buffer = new byte[1 << 16];
        int length = socket.getInputStream().read(buffer);
        return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }

    void hearsTheEnd() throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    void hearsAFailure() {
        assertThatIOException().isThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
