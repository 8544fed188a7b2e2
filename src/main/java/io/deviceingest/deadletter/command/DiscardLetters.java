package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.Closing;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterTable;
import picocli.CommandLine.Command;

/** Discards dead letters: they are marked, not deleted. */
@Command(
        name = "discard",
        description = "Mark open dead letters as discarded. They stay in the table.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DiscardLetters extends ChangeCommand {

    @Override
    boolean change(DeadLetterTable letters, DeadLetterFilter open) {
        if (isDryRun()) {
            out().println(letters.count(open) + " would be discarded; nothing was changed");
            return true;
        }
        out().println(letters.discard(open, Closing.BY_COMMAND)
                + " discarded; list --all shows them, and UPDATE dead_letter SET discarded_at = NULL WHERE id = ..."
                + " takes it back");
        return true;
    }
}
