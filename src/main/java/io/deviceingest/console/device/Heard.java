package io.deviceingest.console.device;

import io.deviceingest.doctor.flow.Look;
import io.deviceingest.dryrun.EnvelopeLine;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.message.Arrival;
import io.deviceingest.problem.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One message that was heard of a device.
 *
 * @param size of the payload in bytes
 * @param payload its beginning: as text, or in hexadecimal digits where it is none
 * @param envelope what the mapping makes of it; null where it makes none
 * @param verdict ok, warn or fail
 * @param sentence what became of it
 * @param remedy what to try; empty where nothing is wrong
 */
public record Heard(
        Instant at,
        String topic,
        int qos,
        boolean retained,
        int size,
        String payload,
        String envelope,
        String verdict,
        String sentence,
        String remedy) {

    private static final int SHOWN_BYTES = 1_000;

    /** What is not to be seen, or makes a text read as another one. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]");

    static Heard of(Look look) {
        Arrival arrival = look.arrival();
        return new Heard(
                arrival.at(),
                Printable.topic(arrival.topic()),
                arrival.qos(),
                arrival.retained(),
                arrival.payload().length,
                shown(arrival.payload()),
                look.outcome()
                        .map(outcome -> outcome instanceof Outcome.Envelopes envelopes
                                ? EnvelopeLine.of(envelopes.all())
                                : null)
                        .orElse(null),
                look.finding().verdict().name().toLowerCase(Locale.ROOT),
                look.became(),
                look.finding().remedy());
    }

    /** How a page shows it: good, warn or bad. */
    public String tone() {
        return tone(verdict);
    }

    static String tone(String verdict) {
        return switch (verdict) {
            case "ok" -> "good";
            case "warn" -> "warn";
            default -> "bad";
        };
    }

    private static String shown(byte[] payload) {
        byte[] begin = Arrays.copyOf(payload, Math.min(payload.length, SHOWN_BYTES));
        String more = payload.length > SHOWN_BYTES ? "…" : "";
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            return UNSEEN.matcher(new String(begin, StandardCharsets.UTF_8)).replaceAll("\uFFFD") + more;
        } catch (CharacterCodingException e) {
            return HexFormat.ofDelimiter(" ").formatHex(begin) + more;
        }
    }
}
