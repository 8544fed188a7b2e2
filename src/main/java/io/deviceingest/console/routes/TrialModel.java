package io.deviceingest.console.routes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.deviceingest.console.web.Query;
import java.util.List;
import java.util.Map;

/**
 * What a payload would become.
 *
 * @param verdict stored, dead-letter, ignored, beyond, failed, not-subscribed, or not-built; null where nothing was tried
 * @param sentence the same in words, or why nothing could be tried
 * @param remedy what to try; null where nothing is wrong
 * @param route that the message is for
 * @param envelopes what the mapping makes, as JSON that is set out
 * @param rows by table
 * @param caseName the name of the case, such as {@code sensor/devices-esp-sensor}
 * @param caseText the file of the case
 */
public record TrialModel(
        String topic,
        String payload,
        String verdict,
        String sentence,
        String remedy,
        String route,
        List<String> envelopes,
        Map<String, List<ObjectNode>> rows,
        String caseName,
        String caseText) {

    /** As a person reads the verdict. */
    public String label() {
        return switch (verdict) {
            case "stored" -> "would be stored";
            case "dead-letter" -> "would be a dead letter";
            case "ignored" -> "would be ignored";
            case "beyond" -> "would leave the program";
            case "not-subscribed" -> "would not arrive";
            case "not-built" -> "cannot be tried";
            default -> "would not be acknowledged";
        };
    }

    /** Of a longer one servers and mail programs cut the end. */
    private static final int LONGEST_LINK = 2_000;

    /** How a page shows the verdict: good, warn, bad or idle. */
    public String tone() {
        return switch (verdict) {
            case "stored" -> "good";
            case "ignored" -> "idle";
            case "beyond", "not-subscribed" -> "warn";
            default -> "bad";
        };
    }

    /** A link to the same; empty where it would be too long. */
    public String link() {
        String link = Query.link(TryPage.PATH, Map.of("topic", topic, "payload", payload));
        return link.length() > LONGEST_LINK ? "" : link;
    }

    static TrialModel none(String topic, String payload) {
        return new TrialModel(topic, payload, null, null, null, null, List.of(), Map.of(), null, null);
    }
}
