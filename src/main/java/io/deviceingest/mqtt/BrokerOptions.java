package io.deviceingest.mqtt;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** What one client connects with, and over which connection: the one thing that Paho hands on as it is given. */
final class BrokerOptions extends MqttConnectionOptions {

    private volatile PatientNetworkModule network;

    void use(PatientNetworkModule module) {
        network = module;
    }

    /** Null before the client has begun to connect. */
    PatientNetworkModule network() {
        return network;
    }
}
