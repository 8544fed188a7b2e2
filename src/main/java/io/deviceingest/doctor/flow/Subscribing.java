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
            filters.addAll(List.of("+/" + device + "/#", device + "/#", "+/+/" + device + "/#", "devices/#"));
            refused.putAll(listener.subscribe(filters));
        }
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
