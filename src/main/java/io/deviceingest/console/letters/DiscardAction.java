package io.deviceingest.console.letters;

import io.deviceingest.console.letters.LetterChanges.Chosen;
import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Reply;
import java.util.List;

/** Discards dead letters: first they are counted, then it is confirmed. Safe for any number of threads. */
public final class DiscardAction implements ConsoleAction {

    private final LetterChanges letters;

    DiscardAction(LetterChanges letters) {
        this.letters = letters;
    }

    @Override
    public String path() {
        return LettersPage.PATH + "/discard";
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public Reply press(Query form, String operator) {
        if (form.has("confirmed")) {
            List<Long> ids = LetterChanges.ids(form);
            return LetterChanges.shown(Change.ofDiscard(
                    true,
                    ids.size(),
                    ids,
                    letters.discard(ids, LetterChanges.closing(form, operator)),
                    LetterChanges.back(form)));
        }
        Chosen chosen = letters.choose(LetterChanges.meant(form));
        return LetterChanges.shown(
                Change.ofDiscard(false, chosen.all(), chosen.ids(), chosen.ids().size(), LetterChanges.back(form)));
    }
}
