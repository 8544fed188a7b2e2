package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.Closing;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.replay.Replay;
import picocli.CommandLine.Command;

/** Sends dead letters through the routes as they are now, each once. */
@Command(
        name = "replay",
        description =
                "Send open dead letters through the routes as they are now. What is stored is marked as replayed, in"
                        + " the same transaction; what fails again stays as it was.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class ReplayLetters extends ChangeCommand {

    @Override
    boolean change(DeadLetterTable letters, DeadLetterFilter open) throws Exception {
        ReplayReport report = new ReplayReport(out(), isDryRun());
        try {
            Replay.replay(letters, letters.ids(open), environment(), isDryRun(), Closing.BY_COMMAND, report::add);
        } finally {
            report.end();
        }
        return report.isGood();
    }
}
