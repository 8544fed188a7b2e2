package io.deviceingest.doctor.report;

import java.time.Duration;
import java.util.List;

/**
 * One question about the set-up.
 *
 * @param what its name, by which others can need it, and the first words of its line
 * @param needs names of checks that must not have failed; else this one is skipped
 * @param least a time limit that it has in any case, because it works and does not wait
 */
public record Check(String what, List<String> needs, Duration least, Examiner examiner) {

    /** Looks, changes nothing, and says what it found: mostly one line, sometimes several, perhaps none. */
    @FunctionalInterface
    public interface Examiner {

        /** @throws io.deviceingest.problem.ProblemException for what is the failure of the check */
        List<Finding> examine() throws Exception;
    }

    public static Check of(String what, Examiner examiner) {
        return new Check(what, List.of(), Duration.ZERO, examiner);
    }

    /** The same check, skipped when one of these has failed or was skipped itself. */
    public Check needing(String... others) {
        return new Check(what, List.of(others), least, examiner);
    }

    /** The same check, which may take so long however short the limit of the others is. */
    public Check takingUpTo(Duration time) {
        return new Check(what, needs, time, examiner);
    }
}
