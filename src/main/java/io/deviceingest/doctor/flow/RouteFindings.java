package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.dryrun.Subscription;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.problem.Durations;
import io.deviceingest.problem.Printable;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What each route with a subscription of its own took of what was heard, and what was said in its neighbourhood that no
 * route takes: a device whose topics differ a little from those of its dialect would be lost without a word.
 */
final class RouteFindings {

    private static final String WHAT = "flow route";
    private static final int SHOWN = 5;

    private final TopicForm form;
    private final Map<String, Integer> heard;
    private final Duration time;

    /** @param form of all filters */
    RouteFindings(TopicForm form, TopicCounts heard, Duration time) {
        this.form = form;
        this.heard = heard.all();
        this.time = time;
    }

    Finding of(Subscription route) {
        Map<String, Integer> taken = new TreeMap<>(heard);
        taken.keySet()
                .removeIf(topic -> route.filters().stream().noneMatch(filter -> DeviceTopic.matches(filter, topic)));
        Set<String> devices = taken.keySet().stream()
                .map(topic -> DeviceTopic.of(topic, route.filters()).deviceId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Map<String, Integer> near = new TreeMap<>(heard);
        near.keySet().removeIf(topic -> form.covers(topic) || !isNear(route, devices, topic));

        String detail = route.route() + " takes " + String.join(", ", route.filters()) + ": " + came(taken)
                + (near.isEmpty() ? "" : "; no route takes what was heard beside them: " + shown(near));
        return taken.isEmpty() && !near.isEmpty()
                ? Finding.warn(
                        WHAT,
                        detail,
                        "compare the topics: correct those of the device, or add a filter to the route "
                                + route.route())
                : Finding.ok(WHAT, detail);
    }

    private String came(Map<String, Integer> taken) {
        int messages = taken.values().stream().mapToInt(Integer::intValue).sum();
        return (messages == 0
                        ? "nothing"
                        : messages + (messages == 1 ? " message" : " messages") + " on " + taken.size()
                                + (taken.size() == 1 ? " topic" : " topics"))
                + " in " + Durations.seconds(time);
    }

    private static String shown(Map<String, Integer> topics) {
        String some = topics.entrySet().stream()
                .limit(SHOWN)
                .map(topic -> Printable.topic(topic.getKey()) + " (" + topic.getValue() + ")")
                .collect(Collectors.joining(", "));
        return topics.size() > SHOWN ? some + " and " + (topics.size() - SHOWN) + " more" : some;
    }

    /** It begins as one of the filters does, has the same fixed levels, or names a device that the route has heard. */
    private static boolean isNear(Subscription route, Set<String> devices, String topic) {
        List<String> levels = Arrays.asList(topic.split("/", -1));
        return devices.stream().anyMatch(device -> TopicForm.names(device, topic))
                || route.filters().stream()
                        .anyMatch(filter -> begins(beginning(filter), levels) || hasFixedLevels(filter, levels));
    }

    private static boolean begins(List<String> beginning, List<String> levels) {
        return !beginning.isEmpty()
                && levels.size() > beginning.size()
                && levels.subList(0, beginning.size()).equals(beginning);
    }

    /** The levels before the first wildcard; of a filter without one, all but the last. */
    static List<String> beginning(String filter) {
        List<String> levels = Arrays.asList(filter.split("/", -1));
        int end = 0;
        while (end < levels.size() - 1 && !isWildcard(levels.get(end))) {
            end++;
        }
        return levels.subList(0, end);
    }

    private static boolean hasFixedLevels(String filter, List<String> levels) {
        List<String> fixed = Arrays.stream(filter.split("/", -1))
                .filter(level -> !isWildcard(level))
                .toList();
        return !fixed.isEmpty() && new LinkedHashSet<>(levels).containsAll(fixed);
    }

    private static boolean isWildcard(String level) {
        return level.equals("+") || level.equals("#");
    }
}
