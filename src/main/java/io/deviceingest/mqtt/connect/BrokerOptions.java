package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.MqttSettings;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** What one client connects with, and over which connection: the one thing that Paho hands on as it is given. */
public final class BrokerOptions extends MqttConnectionOptions {

    private final PatientNetworkModule network;

    /** @param tls null for a connection without */
    BrokerOptions(MqttSettings settings, SSLSocketFactory tls) {
        network = new PatientNetworkModule(
                new BrokerNetwork(settings, tls),
                settings.limits().maxPacketSize(),
                Math.toIntExact(settings.session().keepAlive().toSeconds()));
    }

    public PatientNetworkModule network() {
        return network;
    }
}
