package io.deviceingest.console.letters;

import io.deviceingest.console.letters.LetterPage.Rehearsal;
import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Reply;
import io.deviceingest.console.web.Section;
import java.util.List;

/** Says what one letter would become now: it is replayed, and that is taken back. Safe for any number of threads. */
public final class RehearseAction implements ConsoleAction {

    private final LetterChanges letters;
    private final LetterPage page;

    RehearseAction(LetterChanges letters, LetterPage page) {
        this.letters = letters;
        this.page = page;
    }

    @Override
    public String path() {
        return LetterPage.PATH + "/rehearse";
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Reply press(Query form, String operator) {
        List<Long> id = List.of(form.number("id", 0, 1, Long.MAX_VALUE));
        Rehearsal now =
                letters.rehearse(id).stream().findFirst().map(Rehearsal::of).orElse(null);
        return new Reply.Shown(Section.LETTERS, page.template(), page.show(form, now));
    }
}
