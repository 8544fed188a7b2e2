package io.deviceingest.console.letters;

import io.deviceingest.console.letters.LetterChanges.Chosen;
import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Reply;
import java.util.List;

/** Replays dead letters: first it is tried and taken back, then it is confirmed. Safe for any number of threads. */
public final class ReplayAction implements ConsoleAction {

    private final LetterChanges letters;

    ReplayAction(LetterChanges letters) {
        this.letters = letters;
    }

    @Override
    public String path() {
        return LettersPage.PATH + "/replay";
    }

    @Override
    public boolean changes() {
        return true;
    }

    @Override
    public Reply press(Query form, String operator) {
        if (form.has("confirmed")) {
            List<Long> ids = LetterChanges.ids(form);
            return LetterChanges.shown(Change.ofReplay(
                    true,
                    ids.size(),
                    ids,
                    letters.replay(ids, LetterChanges.closing(form, operator)),
                    LetterChanges.back(form)));
        }
        Chosen chosen = letters.choose(LetterChanges.meant(form));
        return LetterChanges.shown(Change.ofReplay(
                false, chosen.all(), chosen.ids(), letters.rehearse(chosen.ids()), LetterChanges.back(form)));
    }
}
