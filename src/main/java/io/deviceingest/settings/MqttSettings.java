package io.deviceingest.settings;

/** How to reach the broker and what to ask of it. */
public record MqttSettings(BrokerSettings broker, TlsSettings tls, SessionSettings session, IntakeLimits limits) {

    static MqttSettings of(SettingReader reader) {
        BrokerSettings broker = BrokerSettings.of(reader);
        return new MqttSettings(
                broker, TlsSettings.of(reader, broker.port()), SessionSettings.of(reader), IntakeLimits.of(reader));
    }
}
