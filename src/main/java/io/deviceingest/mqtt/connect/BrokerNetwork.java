package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;

/**
 * One connection of the client's to the host and port of the settings, with TLS or without. Paho's own modules are given
 * a URI, which cannot hold every name that a resolver knows, and announce in TLS whatever stands in it.
 */
final class BrokerNetwork implements NetworkModule {

    private static final Duration PATIENCE = Duration.ofMillis(MqttTimeouts.ANSWER_MILLIS);
    /** After which the client's reader looks whether it is still wanted. */
    private static final int LOOK_MILLIS = 1_000;

    private final MqttSettings settings;
    private final SSLSocketFactory tls;
    private volatile Socket socket;

    /** @param tls null for a connection without */
    BrokerNetwork(MqttSettings settings, SSLSocketFactory tls) {
        this.settings = settings;
        this.tls = tls;
    }

    @Override
    public void start() throws IOException {
        Socket connection = new BrokerAddress(settings).connect(PATIENCE);
        socket = connection;
        if (tls != null) {
            connection.setSoTimeout((int) PATIENCE.toMillis());
            socket = BrokerTls.over(connection, tls, settings);
        }
        socket.setSoTimeout(LOOK_MILLIS);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void stop() {
        Socket open = socket;
        if (open != null) {
            Sockets.close(open);
        }
    }

    @Override
    public String getServerURI() {
        return MqttSchemes.BROKER;
    }
}
