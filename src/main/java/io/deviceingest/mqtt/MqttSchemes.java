package io.deviceingest.mqtt;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * Gives Paho the schemes {@code mqtt} and {@code mqtts}: its own connections over TCP and TLS, with the flaw of theirs
 * mended that {@link PatientNetworkModule} describes. Found by its name in {@code META-INF/services}.
 */
public final class MqttSchemes implements NetworkModuleFactory {

    static final String PLAIN = "mqtt";
    static final String TLS = "mqtts";

    @Override
    public Set<String> getSupportedUriSchemes() {
        return Set.of(PLAIN, TLS);
    }

    @Override
    public void validateURI(URI broker) {
        pahosOwn(broker).validateURI(broker);
    }

    @Override
    public NetworkModule createNetworkModule(URI broker, MqttConnectionOptions options, String clientId)
            throws MqttException {
        PatientNetworkModule module = new PatientNetworkModule(
                pahosOwn(broker).createNetworkModule(broker, options, clientId),
                options.getMaximumPacketSize().intValue(),
                options.getKeepAliveInterval());
        ((BrokerOptions) options).use(module);
        return module;
    }

    private static NetworkModuleFactory pahosOwn(URI broker) {
        return TLS.equals(broker.getScheme()) ? new SSLNetworkModuleFactory() : new TCPNetworkModuleFactory();
    }
}
