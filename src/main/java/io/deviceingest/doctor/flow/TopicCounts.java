package io.deviceingest.doctor.flow;

import java.util.Map;
import java.util.TreeMap;

/** On which topics how many messages were heard, of so many topics as are of use. Safe for any number of threads. */
final class TopicCounts {

    private static final int MOST_TOPICS = 10_000;
    private static final int MOST_CHARACTERS = 2 * 1024 * 1024;

    private final Map<String, Integer> messages = new TreeMap<>();
    private int characters;

    synchronized void add(String topic) {
        if (messages.containsKey(topic)) {
            messages.merge(topic, 1, Integer::sum);
        } else if (messages.size() < MOST_TOPICS && characters + topic.length() <= MOST_CHARACTERS) {
            characters += topic.length();
            messages.put(topic, 1);
        }
    }

    /** In the order of the topics. */
    synchronized Map<String, Integer> all() {
        return new TreeMap<>(messages);
    }
}
