package io.deviceingest.lint;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with the files that were checked, as sentences: {@code file  rule  what}. */
final class Violations {

    private final List<String> sentences = new ArrayList<>();

    void add(String file, String rule, String what) {
        sentences.add(file + "  " + rule + "  " + what);
    }

    void addIf(boolean wrong, String file, String rule, String what) {
        if (wrong) {
            add(file, rule, what);
        }
    }

    List<String> sentences() {
        return sentences;
    }
}
