package io.deviceingest.settings;

import org.springframework.util.unit.DataSize;

/**
 * How much may come from the broker.
 *
 * @param receiveMaximum messages that are not acknowledged yet
 * @param maxPacketSize bytes; larger packets the broker keeps to itself
 * @param payloadLimit bytes; larger payloads are cut and become dead letters
 */
public record IntakeLimits(int receiveMaximum, int maxPacketSize, int payloadLimit) {

    static IntakeLimits of(SettingReader reader) {
        return new IntakeLimits(
                reader.number("MQTT_RECEIVE_MAXIMUM", 1, 65_535),
                reader.bytes("MQTT_MAX_PACKET_SIZE", DataSize.ofKilobytes(1), DataSize.ofMegabytes(256)),
                reader.bytes("PAYLOAD_LIMIT", DataSize.ofKilobytes(1), DataSize.ofMegabytes(16)));
    }
}
