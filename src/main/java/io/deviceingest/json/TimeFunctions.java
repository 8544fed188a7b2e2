package io.deviceingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** What mappings can ask about times. Stateless. */
final class TimeFunctions {

    private TimeFunctions() {}

    /**
     * {@code device-time(.timestamp, $headers.receivedAt)}: when a reading was taken, in seconds since 1970.
     *
     * <p>The first argument is the device's word in any of the forms of {@link DeviceTime}, the second the time of
     * arrival in microseconds. A word that is missing or implausible gives the time of arrival; a text that is no time
     * is an error. The number knows which of the three it was ({@link TimeSource}).
     */
    static JsonNode deviceTime(JsonNode said, JsonNode receivedAt) {
        double received = receivedAt.doubleValue() / 1e6;
        if (said.isNull() || said.isMissingNode()) {
            return TimeSource.MISSING.at(received);
        }
        if (!said.isNumber() && !said.isTextual()) {
            throw new IllegalArgumentException("the timestamp must be a number or a text, but was " + said);
        }
        double seconds =
                said.isNumber() ? DeviceTime.ofNumber(said.doubleValue()) : DeviceTime.ofText(said.textValue());
        return DeviceTime.isPlausible(seconds, received)
                ? TimeSource.DEVICE.at(seconds)
                : TimeSource.IMPLAUSIBLE.at(received);
    }

    /**
     * {@code time-in-zone("2025-11-05T12:58:06", "Europe/Berlin")}: the same with the offset that clocks had there,
     * {@code "2025-11-05T12:58:06+01:00"}. What has an offset, or is a number or null, stays as it is. Where clocks were
     * turned back, a time that came twice is the first one; one that clocks left out counts from before the change.
     */
    static JsonNode timeInZone(JsonNode said, JsonNode zone) {
        ZoneId place = zone(zone);
        if (!said.isTextual()) {
            return said;
        }
        LocalDateTime local = DeviceTime.localOfText(said.textValue());
        return local == null
                ? said
                : TextNode.valueOf(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(local.atZone(place)));
    }

    private static ZoneId zone(JsonNode zone) {
        try {
            return ZoneId.of(zone.asText());
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "time-in-zone: the zone must be a name such as \"Europe/Berlin\", but was " + zone, e);
        }
    }
}
