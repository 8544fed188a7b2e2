package io.deviceingest.deadletter.command;

import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.json.Mappings;
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
        Mappings.mustBeRight(settings().routes());
        ReplayReport report = new ReplayReport(out(), isDryRun());
        try (DryRun routes = DryRun.writingTo(letters.connection(), environment())) {
            new Replay(letters, routes, isDryRun(), report::add).replay(letters.ids(open));
        } finally {
            report.end();
        }
        return report.isGood();
    }
}
