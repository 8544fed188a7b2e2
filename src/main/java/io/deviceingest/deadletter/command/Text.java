package io.deviceingest.deadletter.command;

import io.deviceingest.problem.Printable;

/** What letters hold, made fit for a terminal. */
final class Text {

    private Text() {}

    /** In one line: "-" for null, which stands for what is not known. */
    static String known(Object value) {
        return value == null ? "-" : Printable.line(String.valueOf(value));
    }
}
