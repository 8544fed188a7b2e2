package io.deviceingest.cases;

import java.util.List;

/**
 * What came of one case.
 *
 * @param name such as {@code sensor/seven-metrics}
 * @param mismatches empty where all is as the case says
 */
public record CaseResult(String name, List<Mismatch> mismatches) {

    public boolean isGood() {
        return mismatches.isEmpty();
    }
}
