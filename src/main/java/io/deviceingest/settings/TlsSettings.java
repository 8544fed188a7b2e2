package io.deviceingest.settings;

import java.nio.file.Path;

/**
 * Whether to speak TLS to the broker, and with what.
 *
 * @param enabled where it is false, there are no files
 * @param caFile the authority's certificates; null for Java's own trust store
 * @param certFile the client's certificate; null for none, and then {@code keyFile} is null too
 * @param verifyHostname whether the broker's certificate must hold for its host name
 */
public record TlsSettings(boolean enabled, Path caFile, Path certFile, Path keyFile, boolean verifyHostname) {

    static TlsSettings of(SettingReader reader, int port) {
        boolean enabled = switch (reader.oneOf("MQTT_TLS", "auto", "on", "off")) {
            case "on" -> true;
            case "off" -> false;
            default -> BrokerDefaults.AUTO_TLS_PORTS.contains(port);
        };
        Path certFile = enabled ? reader.file("MQTT_CERT_FILE", "certs/make-certs.sh makes certs/client.crt") : null;
        Path keyFile = enabled ? reader.file("MQTT_KEY_FILE", "certs/make-certs.sh makes certs/client.key") : null;
        reader.refuseIf(
                (certFile == null) != (keyFile == null),
                certFile == null ? "MQTT_CERT_FILE" : "MQTT_KEY_FILE",
                "MQTT_CERT_FILE and MQTT_KEY_FILE must be set both or not at all, but only "
                        + (certFile == null ? "MQTT_KEY_FILE" : "MQTT_CERT_FILE") + " is");
        boolean systemTrust = reader.text("MQTT_CA_FILE").equals("system");
        return new TlsSettings(
                enabled,
                enabled && !systemTrust ? caFile(reader) : null,
                certFile,
                keyFile,
                reader.flag("MQTT_TLS_VERIFY_HOSTNAME", "true", "false"));
    }

    private static Path caFile(SettingReader reader) {
        Path file = reader.file(
                "MQTT_CA_FILE",
                "copy the CA certificate of your broker there, make one with certs/make-certs.sh, or write \"system\""
                        + " for a broker with a public certificate");
        reader.refuseIf(
                file == null,
                "MQTT_CA_FILE",
                "MQTT_CA_FILE must be a PEM file or \"system\" while TLS is on, but was \"\"");
        return file;
    }
}
