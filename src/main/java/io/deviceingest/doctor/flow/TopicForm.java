package io.deviceingest.doctor.flow;

import io.deviceingest.message.DeviceTopic;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The form that a site's filters ask of topics. */
final class TopicForm {

    private final List<String> filters;

    TopicForm(List<String> filters) {
        this.filters = filters;
    }

    /** Whether the running program gets what is published there. */
    boolean covers(String topic) {
        return filters.stream().anyMatch(filter -> DeviceTopic.matches(filter, topic));
    }

    /** Whether a topic names the device, in whatever place: an id may have several levels. */
    static boolean names(String device, String topic) {
        return ("/" + topic + "/").contains("/" + device + "/");
    }

    /** Where the device should publish what it publishes there; empty where no filter takes it. */
    Optional<String> right(String device, String topic) {
        String last = topic.substring(topic.lastIndexOf('/') + 1);
        int place = ("/" + topic).indexOf("/" + device + "/");
        String suffix = place < 0 ? last : topic.substring(place + device.length() + 1);
        List<String> ends = Stream.of(suffix, last, "sensor")
                .filter(end -> !end.equals(device))
                .toList();
        return filters.stream()
                .flatMap(filter -> ends.stream().map(end -> beginning(filter) + device + "/" + end))
                .filter(this::covers)
                .findFirst();
    }

    /** What stands before the device's level. */
    private static String beginning(String filter) {
        int plus = filter.indexOf('+');
        return plus < 0 ? "devices/" : filter.substring(0, plus);
    }

    @Override
    public String toString() {
        return String.join(",", filters);
    }
}
