package io.deviceingest.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How to reach the broker and what to ask of it. Checked: a value that breaks a rule never becomes an instance.
 *
 * @param username empty for none
 * @param caFile the authority's certificates; null for Java's own trust store
 * @param certFile the client's certificate; null for none, and then {@code keyFile} is null too
 * @param shareGroup the shared subscription's group; empty for none
 * @param maxPacketSize bytes; larger packets the broker keeps to itself
 * @param payloadLimit bytes; larger payloads are cut and become dead letters
 */
public record MqttSettings(
        String host,
        int port,
        String username,
        String password,
        String clientId,
        boolean tls,
        Path caFile,
        Path certFile,
        Path keyFile,
        boolean verifyHostname,
        List<String> topics,
        int qos,
        String shareGroup,
        Duration sessionExpiry,
        int receiveMaximum,
        Duration keepAlive,
        int maxPacketSize,
        int payloadLimit) {

    /** The broker's address as people write it. */
    public String address() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "MqttSettings[" + address() + ", tls=" + tls + ", clientId=" + clientId + ", topics=" + topics + "]";
    }
}
