package io.deviceingest.console.checks;

import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Reply;
import io.deviceingest.console.web.Section;

/** Begins a run of the checks, which change nothing. Safe for any number of threads. */
public final class RunChecksAction implements ConsoleAction {

    private final CheckRun checks;

    RunChecksAction(CheckRun checks) {
        this.checks = checks;
    }

    @Override
    public String path() {
        return Section.CHECKS.path() + "/run";
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Reply press(Query form, String operator) {
        checks.begin();
        return new Reply.SeeOther(Section.CHECKS.path());
    }
}
