package io.deviceingest.console.devices;

import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One page of the list of devices.
 *
 * @param at when the copy was made that this is of; null where there is none
 * @param problem why the copy is an old one, or missing; null where it is neither
 * @param search the part of the id that was asked for; empty for all
 * @param show which conditions were asked for: all, trouble, or a {@link Condition#key}
 * @param all how many devices there are
 * @param held how many of them the copy holds; the others can be found by their whole id only
 * @param conditions how many devices each choice shows
 * @param total how many were found
 * @param page from 1
 */
public record DevicesModel(
        Instant at,
        Problem problem,
        String search,
        String show,
        long all,
        int held,
        List<Choice> conditions,
        int total,
        int page,
        int pages,
        List<DeviceRow> devices) {

    /** How many of the devices a choice shows. */
    public record Choice(String show, String label, int count) {}

    static DevicesModel none(String search, String show, Problem why) {
        return new DevicesModel(null, why, search, show, 0, 0, List.of(), 0, 1, 0, List.of());
    }

    /** The same page with something else chosen. */
    public String link(String otherShow, int otherPage) {
        return Query.link(
                Section.DEVICES.path(),
                Map.of(
                        "q", search,
                        "show", otherShow.equals("all") ? "" : otherShow,
                        "page", otherPage == 1 ? "" : otherPage));
    }
}
