package io.deviceingest.console.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Writes the model of a page as JSON: names as in the tables, times in ISO 8601, durations in seconds. */
final class ConsoleJson {

    private static final ObjectMapper JSON = new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .registerModule(new SimpleModule()
                    .addSerializer(Instant.class, new Times())
                    .addSerializer(Duration.class, new Durations()));

    private ConsoleJson() {}

    static byte[] of(Object model) throws JsonProcessingException {
        return JSON.writeValueAsBytes(model);
    }

    private static final class Times extends JsonSerializer<Instant> {
        @Override
        public void serialize(Instant time, JsonGenerator json, SerializerProvider all) throws IOException {
            json.writeString(time.toString());
        }
    }

    private static final class Durations extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration duration, JsonGenerator json, SerializerProvider all) throws IOException {
            json.writeNumber(duration.toMillis() / 1000.0);
        }
    }
}
