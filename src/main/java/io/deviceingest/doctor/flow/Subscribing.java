package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.probe.Listener;
import io.deviceingest.problem.Durations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Listens as widely as the broker lets this user, so that a message in the wrong place is seen, too. */
final class Subscribing {

    private static final String EVERYTHING = "#";

    private Subscribing() {}

    /** To everything; else to what is granted of the program's filters, of their surroundings, and near the device's name. */
    static Finding around(String device, Listener listener, List<String> taken, Duration time) throws MqttProblem {
        Set<String> filters = Set.of(EVERYTHING);
        Map<String, String> refused = listener.subscribe(filters);
        if (!refused.isEmpty()) {
            filters = new LinkedHashSet<>(taken);
            taken.stream()
                    .map(RouteFindings::beginning)
                    .filter(beginning -> !beginning.isEmpty())
                    .map(beginning -> String.join("/", beginning) + "/#")
                    .forEach(filters::add);
            filters.addAll(near(device));
            filters.add("devices/#");
            refused.putAll(listener.subscribe(filters));
        }
        return finding(filters, refused, taken, time);
    }

    /**
     * To the topics that name the device, in its place and near it.
     *
     * @param alsoOthers whether to the program's filters, too
     */
    static Finding near(String device, Listener listener, List<String> taken, boolean alsoOthers, Duration time)
            throws MqttProblem {
        if (device.contains("+") || device.contains("#")) {
            return Finding.fail(
                    Flow.LISTENING,
                    "no topic can name \"" + device + "\": + and # stand for other levels",
                    "listen to the gateway that sends its messages");
        }
        Set<String> filters = new LinkedHashSet<>();
        taken.forEach(filter -> filters.add(filter.replaceFirst("\\+", Matcher.quoteReplacement(device))));
        filters.addAll(near(device));
        if (alsoOthers) {
            filters.addAll(taken);
        }
        return finding(filters, listener.subscribe(filters), taken, time);
    }

    private static List<String> near(String device) {
        return List.of("+/" + device + "/#", device + "/#", "+/+/" + device + "/#");
    }

    private static Finding finding(
            Set<String> filters, Map<String, String> refused, List<String> taken, Duration time) {
        String granted =
                filters.stream().filter(filter -> !refused.containsKey(filter)).collect(Collectors.joining(", "));
        String refusals = refused.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
        if (granted.isEmpty()) {
            return Finding.fail(
                    Flow.LISTENING,
                    "the broker refuses every subscription: " + refusals,
                    "let this user subscribe to " + String.join(",", taken) + " in the broker's access rules");
        }
        return Finding.ok(
                Flow.LISTENING,
                "to " + granted + " for " + Durations.seconds(time)
                        + (refusals.isEmpty() ? "" : "; the broker refuses " + refusals));
    }
}
