package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.util.List;

/** Settings that are refused at start: a sentence for each, with its name, the rule and the value. */
public final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<String> violations;

    static InvalidSettingsException of(List<Problem> violations) {
        return new InvalidSettingsException(
                violations.stream().map(Problem::toString).toList());
    }

    private InvalidSettingsException(List<String> violations) {
        super(String.join("\n", violations));
        this.violations = List.copyOf(violations);
    }

    /** Every violation, not just the first. */
    public List<String> violations() {
        return violations;
    }
}
