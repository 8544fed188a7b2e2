package io.deviceingest.batch;

import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;

/**
 * A batch of one, written at once on the caller's thread: what {@code batch:<name>} comes to for a message that is
 * alone. It blames the message or the system as the batch does, but holds and repeats nothing.
 */
public final class SingleWrite {

    private SingleWrite() {}

    /**
     * Writes through {@code direct:<name>}.
     *
     * @param lastResort the route for a message that is refused; null where it is rejected instead
     * @throws MessageRejectedException where the database refuses the message
     * @throws UnknownDeviceException where a device of it is not registered, and must be
     * @throws NotStoredException where the batch would hold it, and try again until somebody fixes the cause
     */
    public static void write(ProducerTemplate routes, String name, String lastResort, Envelopes body)
            throws MessageRejectedException, UnknownDeviceException, NotStoredException {
        Map<Integer, List<String>> leftOut = Map.of();
        try {
            leftOut = BatchRoute.write(routes, "direct:" + name, List.of(body));
        } catch (Exception e) {
            if (Fault.of(e) != Fault.MESSAGE) {
                throw NotStoredException.because(e);
            }
            if (lastResort == null) {
                throw new MessageRejectedException(e);
            }
            writeStripped(routes, lastResort, body);
        }
        if (!leftOut.isEmpty()) {
            throw new UnknownDeviceException(leftOut.get(0));
        }
    }

    private static void writeStripped(ProducerTemplate routes, String lastResort, Envelopes body)
            throws NotStoredException {
        try {
            BatchRoute.write(routes, lastResort, List.of(body));
        } catch (Exception e) {
            throw NotStoredException.because(e);
        }
    }
}
