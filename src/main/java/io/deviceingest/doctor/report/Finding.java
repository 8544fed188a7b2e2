package io.deviceingest.doctor.report;

import io.deviceingest.problem.Problem;

/**
 * One line of the diagnosis.
 *
 * @param what what was looked at, in a few words, room first: {@code broker TCP}
 * @param detail what was found, also where all is well; never a secret
 * @param remedy the exact thing to do, in several lines where they are to be copied; empty where nothing has to be done
 */
public record Finding(Verdict verdict, String what, String detail, String remedy) {

    /** How a check ended; the spelling is what people read. */
    public enum Verdict {
        OK("ok"),
        /** It works, but not as well as it looks. */
        WARN("warn"),
        FAIL("FAIL"),
        /** Not looked at, because something that it needs failed. */
        SKIP("skip");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static Finding ok(String what, String detail) {
        return new Finding(Verdict.OK, what, detail, "");
    }

    public static Finding warn(String what, String detail, String remedy) {
        return new Finding(Verdict.WARN, what, detail, remedy);
    }

    public static Finding warn(String what, Problem problem) {
        return warn(what, problem.sentence(), problem.remedy());
    }

    public static Finding fail(String what, String detail, String remedy) {
        return new Finding(Verdict.FAIL, what, detail, remedy);
    }

    public static Finding fail(String what, Problem problem) {
        return fail(what, problem.sentence(), problem.remedy());
    }

    public static Finding skip(String what, String because) {
        return new Finding(Verdict.SKIP, what, "because of " + because, "");
    }

    public boolean isFailure() {
        return verdict == Verdict.FAIL;
    }

    /** In one line; of one that needs no remedy, what was found. */
    @Override
    public String toString() {
        return new Problem(detail, remedy).at(what).toString();
    }
}
