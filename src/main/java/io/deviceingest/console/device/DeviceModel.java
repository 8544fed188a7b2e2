package io.deviceingest.console.device;

import io.deviceingest.console.devices.Condition;
import io.deviceingest.console.web.Query;
import io.deviceingest.problem.Problem;
import java.util.List;
import java.util.Map;

/**
 * What a page shows of one device.
 *
 * @param condition what is to be known first: {@link io.deviceingest.console.devices.Condition#key}, or not-known
 * @param sentence the same in words
 * @param remedy what to try; null where nothing is wrong
 * @param state null where the database does not know the device
 * @param newest the newest value of each metric, by name
 * @param newestOf which readings were looked at for them
 * @param newestNote why these were not all, or the metrics are not; null where they are
 * @param hours how long the plot is
 * @param plot null where it has no metric that is a number, or none is asked for
 * @param events its newest changes of status, the newest first
 * @param letters its newest dead letters, the newest first
 * @param problem why the database did not answer; null where it did
 */
public record DeviceModel(
        String id,
        String condition,
        String sentence,
        String remedy,
        DeviceState state,
        List<Metric> newest,
        String newestOf,
        String newestNote,
        int hours,
        Plot plot,
        List<DeviceEvent> events,
        List<DeviceLetter> letters,
        Problem problem) {

    static final String PATH = "/console/device";

    static DeviceModel unanswered(String id, int hours, Problem why) {
        return new DeviceModel(
                id,
                "unanswered",
                why.sentence(),
                why.remedy(),
                null,
                List.of(),
                null,
                null,
                hours,
                null,
                List.of(),
                List.of(),
                why);
    }

    /** The same page with another plot. */
    public String link(String metric, int otherHours) {
        return Query.link(
                PATH,
                Map.of("id", id, "metric", metric == null ? "" : metric, "hours", otherHours == 1 ? "" : otherHours));
    }

    /** How a page shows the condition: good, warn, bad or idle. */
    public String tone() {
        return Condition.withKey(condition).map(Condition::tone).orElse(problem == null ? "idle" : "bad");
    }

    /** As a person reads the condition. */
    public String label() {
        return Condition.withKey(condition).map(Condition::label).orElse(condition.replace('-', ' '));
    }

    /** Where its dead letters are. */
    public String lettersLink() {
        return Query.link("/console/dead-letters", Map.of("device", id));
    }

    /** What refreshes the page: the same without the plot, which costs most. */
    public String refreshLink() {
        return Query.link(PATH, Map.of("id", id, "hours", hours == 1 ? "" : hours, "plot", "off"));
    }

    /** What the plot is drawn from. */
    public String plotLink() {
        return Query.link(PATH + ".json", Map.of("id", id, "metric", metric(), "hours", hours));
    }

    /** The metric that is drawn; null without a plot. */
    public String metric() {
        return plot == null ? null : plot.metric();
    }
}
