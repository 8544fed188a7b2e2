package io.deviceingest.doctor.report;

/**
 * One line of the diagnosis.
 *
 * @param what what was looked at, in a few words, room first: {@code broker TCP}
 * @param detail what was found; never a secret
 * @param remedy the exact thing to do, in several lines where they are to be copied; empty where nothing has to be done
 */
public record Finding(Verdict verdict, String what, String detail, String remedy) {

    public static Finding ok(String what, String detail) {
        return new Finding(Verdict.OK, what, detail, "");
    }

    public static Finding warn(String what, String detail, String remedy) {
        return new Finding(Verdict.WARN, what, detail, remedy);
    }

    public static Finding fail(String what, String detail, String remedy) {
        return new Finding(Verdict.FAIL, what, detail, remedy);
    }

    public static Finding skip(String what, String because) {
        return new Finding(Verdict.SKIP, what, "because of " + because, "");
    }
}
