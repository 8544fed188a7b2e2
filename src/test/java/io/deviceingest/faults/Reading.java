package io.deviceingest.faults;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * One message of a virtual device, which says by itself who sent it and whether it is whole: device, boot id, sequence
 * number, checksum and device time.
 *
 * @param poison why it can only become a dead letter
 * @param padding how many characters the payload is longer than it needs to be
 */
record Reading(String device, String boot, int sequence, long second, Poison poison, int padding) {

    /** What is wrong with it. */
    enum Poison {
        NONE,
        NO_JSON,
        REFUSED_BY_DATABASE
    }

    boolean isPoison() {
        return poison != Poison.NONE;
    }

    String topic() {
        return "devices/" + device + "/sensor";
    }

    String payload() {
        String whole = "{\"timestamp\":%d,\"boot\":\"%s\",\"sequence\":%d,\"checksum\":%d"
                .formatted(second, boot, sequence, checksum(device, boot, sequence));
        if (padding > 0) {
            whole += ",\"padding\":\"" + "x".repeat(padding) + "\"";
        }
        return switch (poison) {
            case NONE -> whole + "}";
            case NO_JSON -> whole;
            case REFUSED_BY_DATABASE -> whole + ",\"poison\":true}";
        };
    }

    static long checksum(String device, String boot, long sequence) {
        CRC32 crc = new CRC32();
        crc.update((device + "/" + boot + "/" + sequence).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
