package io.deviceingest.mqtt.probe;

import io.deviceingest.mqtt.connect.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The first words of a protocol: whoever speaks it answers them. */
enum PortQuestion {
    /** A ClientHello. */
    TLS {
        @Override
        byte[] bytes() throws IOException {
            try {
                SSLEngine engine = SSLContext.getDefault().createSSLEngine();
                engine.setUseClientMode(true);
                ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
                engine.wrap(ByteBuffer.allocate(0), hello);
                return Arrays.copyOf(hello.array(), hello.position());
            } catch (GeneralSecurityException e) {
                throw new SSLException(e);
            }
        }
    },
    /** A CONNECT of MQTT 5 without credentials, for a session that ends with the connection. */
    MQTT_5 {
        @Override
        byte[] bytes() {
            return connect(5, new byte[] {0});
        }
    },
    MQTT_3_1_1 {
        @Override
        byte[] bytes() {
            return connect(4, new byte[0]);
        }
    },
    HTTP {
        @Override
        byte[] bytes() {
            return "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        }
    };

    private static final int ENOUGH = 80;

    abstract byte[] bytes() throws IOException;

    /** Opens a connection, says the words, and waits for what comes back as long as the socket does. */
    PortAnswer ask(Callable<Socket> opening) throws Exception {
        Socket socket = opening.call();
        try {
            socket.getOutputStream().write(bytes());
            socket.getOutputStream().flush();
            byte[] buffer = new byte[ENOUGH];
            int length = socket.getInputStream().read(buffer);
            return length < 0 ? PortAnswer.of(PortAnswer.Kind.CLOSED) : PortAnswer.of(Arrays.copyOf(buffer, length));
        } catch (SocketTimeoutException e) {
            return PortAnswer.of(PortAnswer.Kind.SILENT);
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            return PortAnswer.of(PortAnswer.Kind.CLOSED);
        } finally {
            Sockets.close(socket);
        }
    }

    /** CONNECT (MQTT 5, 3.1): protocol name and level, clean start, keep alive 10 s, properties, empty client id. */
    private static byte[] connect(int level, byte[] properties) {
        byte[] head = {0x10, (byte) (12 + properties.length), 0, 4, 'M', 'Q', 'T', 'T', (byte) level, 2, 0, 10};
        ByteBuffer packet = ByteBuffer.allocate(head.length + properties.length + 2);
        return packet.put(head).put(properties).array();
    }
}
