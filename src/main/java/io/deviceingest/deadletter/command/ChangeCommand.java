package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterRow;
import io.deviceingest.deadletter.DeadLetterTable;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that changes open dead letters: never all of them by accident, and closed ones never. */
abstract class ChangeCommand extends LetterCommand {

    @Mixin
    private LetterSelection choice;

    @Option(names = "--all", description = "Every open letter.")
    private boolean all;

    @Option(names = "--dry-run", description = "Say what would become of each, and change nothing.")
    private boolean dryRun;

    /** Changes the open ones among those that were chosen, and returns whether all is well. */
    abstract boolean change(DeadLetterTable letters, DeadLetterFilter open) throws Exception;

    @Override
    final boolean run(DeadLetterTable letters) throws Exception {
        if (all == choice.isMade()) {
            throw misuse(
                    all
                            ? "--all means every open letter, but ids or filters were given too"
                            : "ids, filters or --all must say which letters are meant, but nothing did");
        }
        boolean known = explainClosed(letters);
        return change(letters, choice.within(DeadLetterFilter.open())) && known;
    }

    final boolean isDryRun() {
        return dryRun;
    }

    /** Reports why letters that were named one by one are left alone; false where one does not exist. */
    private boolean explainClosed(DeadLetterTable letters) {
        List<Long> missing = new ArrayList<>(choice.ids());
        if (missing.isEmpty()) {
            return true;
        }
        for (DeadLetterRow row : letters.rows(DeadLetterFilter.all().ids(choice.ids()))) {
            missing.remove(row.id());
            if (row.closedAt() != null) {
                out().println(row.id() + " was " + row.state() + " " + row.closedAt() + ", and is left alone");
            }
        }
        missing.forEach(this::sayMissing);
        return missing.isEmpty();
    }
}
