package io.deviceingest.console.routes;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;

/** Since when the routes that run are in force. */
public final class InForce {

    private InForce() {}

    /** @param routes what the health page says of them; it calls the start of the program just so */
    public static Instant since(Map<String, Object> routes) {
        try {
            return Instant.parse(String.valueOf(routes.get("inForceSince")));
        } catch (DateTimeParseException e) {
            return Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        }
    }
}
