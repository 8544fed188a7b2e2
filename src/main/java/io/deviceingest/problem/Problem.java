package io.deviceingest.problem;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong and what to try. Log, health page, commands and exceptions all show it from here, so that their words
 * cannot differ. Neither text holds a password. Immutable.
 *
 * @param key names the kind, so that a repeated problem is known as the same, or the setting that is wrong; empty where
 *     nobody asks for it
 * @param sentence what is wrong, with the subject first
 * @param remedy what to try, without "try:"; empty where there is nothing
 */
public record Problem(String key, String sentence, String remedy) implements Serializable {

    private static final String SENTENCE = "problem";
    private static final String REMEDY = "try";

    /** One that nobody asks for by its key. */
    public Problem(String sentence, String remedy) {
        this("", sentence, remedy);
    }

    /** The same of one part, such as a file. */
    public Problem at(String part) {
        return new Problem(key, part + ": " + sentence, remedy);
    }

    /** The same with a further fact behind the sentence. */
    public Problem and(String fact) {
        return new Problem(key, sentence + fact, remedy);
    }

    /** As it stands on a health page. */
    public Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put(SENTENCE, sentence);
        if (!remedy.isEmpty()) {
            details.put(REMEDY, remedy);
        }
        return details;
    }

    /** The one that stands on a health page, if one does. */
    public static Optional<Problem> fromDetails(Map<String, ?> details) {
        return details.get(SENTENCE) instanceof String sentence
                ? Optional.of(new Problem(sentence, details.get(REMEDY) instanceof String remedy ? remedy : ""))
                : Optional.empty();
    }

    /** In one line. */
    @Override
    public String toString() {
        return remedy.isEmpty() ? sentence : sentence + "; try: " + remedy;
    }
}
