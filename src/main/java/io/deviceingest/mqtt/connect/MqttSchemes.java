package io.deviceingest.mqtt.connect;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;

/**
 * Gives Paho the connections that this program makes. Their address is always the same: where they lead to, and whether
 * with TLS, the {@link BrokerOptions} know. Found by its name in {@code META-INF/services}.
 */
public final class MqttSchemes implements NetworkModuleFactory {

    /** Paho cannot be given the broker's own name: it fails on one that a URI cannot hold. */
    public static final String BROKER = "mqtt://broker";

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of("mqtt");
    }

    @Override
    public void validateURI(URI broker) {
        // It is always the one above.
    }

    @Override
    public NetworkModule createNetworkModule(URI broker, MqttConnectionOptions options, String clientId) {
        return ((BrokerOptions) options).network();
    }
}
