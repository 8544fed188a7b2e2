package io.deviceingest.mqtt;

import io.deviceingest.mqtt.packet.Change;
import io.deviceingest.mqtt.packet.PacketNotes;
import io.deviceingest.problem.FailureLog;
import io.deviceingest.problem.Printable;
import io.deviceingest.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the messages whose packet was changed, and says so in the log: at the first of each change, then every five
 * minutes with their number. Safe for any number of threads.
 */
final class PacketChanges {

    private static final Logger LOG = LoggerFactory.getLogger(PacketChanges.class);

    private final Map<Change, Counter> counters = new EnumMap<>(Change.class);
    private final Map<Change, FailureLog> logs = new EnumMap<>(Change.class);

    PacketChanges(MeterRegistry meters) {
        for (Change change : Change.values()) {
            counters.put(
                    change,
                    Counter.builder("device.ingest.mqtt.packets.changed")
                            .description("Messages whose packet was changed for the client to be able to read it")
                            .tag("change", change.label())
                            .register(meters));
            logs.put(change, new FailureLog(LOG));
        }
    }

    /** A message was taken that has these notes. */
    void taken(String topic, PacketNotes notes) {
        for (Change change : notes.changes()) {
            counters.get(change).increment();
            logs.get(change)
                    .failed(
                            change.label(),
                            () -> new Problem(
                                            "[MQTT] The packet of a message on \"" + Printable.topic(topic)
                                                    + "\" was changed: " + change.words(),
                                            "correct the device that sends it")
                                    .toString());
        }
    }
}
