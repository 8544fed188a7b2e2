package io.deviceingest.doctor.report;

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

    String word() {
        return word;
    }
}
