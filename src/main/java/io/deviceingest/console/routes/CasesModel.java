package io.deviceingest.console.routes;

import java.time.Instant;
import java.util.List;

/**
 * What came of the cases when they last ran.
 *
 * @param names of those that there are now
 * @param at when they ran; null where they did not
 * @param stale whether a file was changed since
 * @param good how many are as they expect
 * @param results of each that ran; those that differ first
 * @param problem why they could not run; null where they could
 */
public record CasesModel(
        List<String> names, Instant at, boolean stale, int good, List<Result> results, String problem) {

    /** One case, and what is not as it says. */
    public record Result(String name, boolean good, List<String> mismatches) {}

    /** How many differ from what they expect. */
    public int different() {
        return results.size() - good;
    }
}
