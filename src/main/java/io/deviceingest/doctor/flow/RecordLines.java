package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.message.Arrival;
import io.deviceingest.problem.Printable;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * The line that records a message as a case, ready for a shell: for the first message on each topic, since a line shows
 * its payload whole. Not thread-safe.
 */
final class RecordLines {

    private static final int MOST_TOPICS = 100;
    private static final int MOST_BYTES = 16 * 1024;

    private final Set<String> topics = new HashSet<>();

    /** Empty where the topic had its line, and where there were too many. */
    Optional<Finding> of(Arrival arrival) {
        if (topics.size() == MOST_TOPICS || !topics.add(arrival.topic())) {
            return Optional.empty();
        }
        String detail = arrival.payload().length > MOST_BYTES
                        || !Printable.line(arrival.topic()).equals(arrival.topic())
                ? Printable.topic(arrival.topic()) + " has no line: it is not printable, or its "
                        + arrival.payload().length + " bytes are more than " + MOST_BYTES
                : "java -jar " + jar() + " cases record " + words(arrival);
        return Optional.of(Finding.ok("flow record", detail));
    }

    private static String words(Arrival arrival) {
        String topic = quoted(arrival.topic());
        return text(arrival.payload())
                .map(text -> topic + " " + quoted(text))
                .orElseGet(() -> "--hex " + topic + " "
                        + quoted(HexFormat.ofDelimiter(" ").formatHex(arrival.payload())));
    }

    /** Of a payload that survives being shown in one line. */
    private static Optional<String> text(byte[] payload) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString();
            boolean survives = !text.startsWith("-") && Printable.line(text).equals(text);
            return survives ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** As this program was started. */
    private static String jar() {
        String path = System.getProperty("java.class.path");
        return path.endsWith(".jar") && !path.contains(File.pathSeparator) ? quoted(path) : "device-ingest.jar";
    }

    /** As one word of a shell, unless it is one by itself. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./+:@%=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
