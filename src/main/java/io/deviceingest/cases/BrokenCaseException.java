package io.deviceingest.cases;

import java.util.List;
import java.util.stream.Collectors;

/** A case file that says nothing that could be run; its mistakes say where and what. */
final class BrokenCaseException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Mismatch> mistakes;

    BrokenCaseException(List<Mismatch> mistakes) {
        super(mistakes.stream().map(Mismatch::toString).collect(Collectors.joining("\n")));
        this.mistakes = List.copyOf(mistakes);
    }

    List<Mismatch> mistakes() {
        return mistakes;
    }
}
