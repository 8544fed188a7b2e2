package io.deviceingest.console.routes;

import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Reply;
import io.deviceingest.console.web.Section;
import java.io.IOException;

/** Runs the cases with the files as they are. Safe for any number of threads. */
public final class CasesAction implements ConsoleAction {

    private final Rehearsal rehearsal;

    CasesAction(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    @Override
    public String path() {
        return "/console/routes/cases";
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Reply press(Query form, String operator) throws IOException, InterruptedException {
        if (!rehearsal.runCases()) {
            throw busy();
        }
        return new Reply.SeeOther(Section.ROUTES.path() + "#cases");
    }

    static Refusal busy() {
        return Refusal.busy(
                "Somebody else tries a payload or runs the cases at this moment; one at a time, for the sake of the ingest",
                "again in a moment");
    }
}
