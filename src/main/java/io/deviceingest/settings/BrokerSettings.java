package io.deviceingest.settings;

/**
 * Which broker, and as whom.
 *
 * @param host without the brackets of an IPv6 address
 * @param username empty for none
 */
public record BrokerSettings(String host, int port, String username, String password) {

    static BrokerSettings of(SettingReader reader) {
        String host = reader.required("MQTT_BROKER_HOST", "the broker's host name or address, without a scheme");
        BrokerHost.mistake(host).ifPresent(reader::refuse);
        return new BrokerSettings(
                BrokerHost.withoutBrackets(host),
                reader.number("MQTT_BROKER_PORT", 1, 65_535),
                reader.text("MQTT_USERNAME"),
                reader.text("MQTT_PASSWORD"));
    }

    /** The address as people write it. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "BrokerSettings[" + address() + ", username=" + username + "]";
    }
}
