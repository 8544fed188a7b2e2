package io.deviceingest.doctor;

import java.util.List;

/**
 * One question about the set-up.
 *
 * @param what its name, by which others can need it, and the first words of its line
 * @param needs names of checks that must not have failed; else this one is skipped
 */
record Check(String what, List<String> needs, Examiner examiner) {

    /** Looks, changes nothing, and says what it found: mostly one line, sometimes several, perhaps none. */
    @FunctionalInterface
    interface Examiner {
        List<Finding> examine() throws Exception;
    }

    static Check of(String what, Examiner examiner) {
        return new Check(what, List.of(), examiner);
    }

    /** The same check, skipped when one of these has failed or was skipped itself. */
    Check needing(String... others) {
        return new Check(what, List.of(others), examiner);
    }
}
