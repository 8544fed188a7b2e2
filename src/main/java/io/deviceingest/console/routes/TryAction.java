package io.deviceingest.console.routes;

import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Reply;
import io.deviceingest.console.web.Section;

/** The same for a payload that is too long for a link, or belongs in none. Safe for any number of threads. */
public final class TryAction implements ConsoleAction {

    private final TryPage page;

    TryAction(TryPage page) {
        this.page = page;
    }

    @Override
    public String path() {
        return TryPage.PATH + "/run";
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Reply press(Query form, String operator) throws InterruptedException {
        return new Reply.Shown(Section.ROUTES, TryPage.TEMPLATE, page.show(form));
    }
}
