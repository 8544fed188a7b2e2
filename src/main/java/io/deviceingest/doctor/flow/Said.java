package io.deviceingest.doctor.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What an envelope says of its device, as far as it is looked for.
 *
 * @param ts the time of a reading, in seconds since 1970
 * @param json the whole envelope
 */
record Said(String device, boolean isReading, double ts, String json) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Said of(String envelope) throws JsonProcessingException {
        JsonNode fields = JSON.readTree(envelope);
        return new Said(
                fields.path("device_id").asText(),
                fields.path("kind").asText().equals("sensor"),
                fields.path("ts").asDouble(),
                envelope);
    }

    /**
     * Whether it is a reading with a time of its own. Without one it has the time at which the program got it, which nobody
     * else knows.
     *
     * @param receivedAt when the message arrived, in microseconds since 1970, as its mapping was told
     */
    boolean isOfItsOwnTime(long receivedAt) {
        return isReading && Math.abs(ts * 1e6 - receivedAt) > 1;
    }
}
