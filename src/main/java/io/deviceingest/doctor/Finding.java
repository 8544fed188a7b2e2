package io.deviceingest.doctor;

/**
 * One line of the diagnosis.
 *
 * @param what what was looked at, in a few words, room first: {@code broker TCP}
 * @param detail what was found; never a secret
 * @param remedy the exact thing to do, in several lines where they are to be copied; empty where nothing has to be done
 */
record Finding(Verdict verdict, String what, String detail, String remedy) {

    static Finding ok(String what, String detail) {
        return new Finding(Verdict.OK, what, detail, "");
    }

    static Finding warn(String what, String detail, String remedy) {
        return new Finding(Verdict.WARN, what, detail, remedy);
    }

    static Finding fail(String what, String detail, String remedy) {
        return new Finding(Verdict.FAIL, what, detail, remedy);
    }

    static Finding skip(String what, String because) {
        return new Finding(Verdict.SKIP, what, "because of " + because, "");
    }
}
