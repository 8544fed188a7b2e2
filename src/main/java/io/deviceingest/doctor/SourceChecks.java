package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.SettingsSources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether the places can be read that settings come from. */
final class SourceChecks {

    private SourceChecks() {}

    static List<Check> of(List<Problem> mistakes, SettingCatalogue catalogue) {
        return List.of(
                Check.of("file .env", () -> dotenv(mistakes, catalogue)),
                Check.of(SettingChecks.name(SettingsSources.DIRECTORY), () -> directory(mistakes, catalogue)));
    }

    private static List<Finding> dotenv(List<Problem> mistakes, SettingCatalogue catalogue) {
        List<Finding> broken =
                broken(SettingsSources.DOTENV, "file .env", "correct the line, or take it away", mistakes);
        if (!broken.isEmpty()) {
            return broken;
        }
        return List.of(Finding.ok(
                "file .env",
                Files.exists(Path.of(SettingsSources.DOTENV))
                        ? "sets " + count(SettingsSources.DOTENV, catalogue) + " names"
                        : "is not in this folder; only the environment and SECRETS_DIR are read"));
    }

    private static List<Finding> directory(List<Problem> mistakes, SettingCatalogue catalogue) {
        String what = SettingChecks.name(SettingsSources.DIRECTORY);
        List<Finding> broken = broken(SettingsSources.DIRECTORY, what, "make it, or take the setting away", mistakes);
        if (!broken.isEmpty() || catalogue.entries(SettingsSources.DIRECTORY).isEmpty()) {
            return broken;
        }
        String shown = catalogue.effective(SettingsSources.DIRECTORY).shown();
        long count = count(SettingsSources.DIRECTORY, catalogue);
        return List.of(
                count == 0
                        ? Finding.warn(
                                what,
                                shown + ": the directory has no file that can be read",
                                "put one file per setting there, named like it, such as DB_PASSWORD")
                        : Finding.ok(what, shown + ", files in it: " + count));
    }

    private static List<Finding> broken(String source, String what, String remedy, List<Problem> mistakes) {
        return mistakes.stream()
                .filter(mistake -> mistake.key().equals(source))
                .map(mistake -> Finding.fail(what, mistake.sentence(), remedy))
                .toList();
    }

    private static long count(String source, SettingCatalogue catalogue) {
        return catalogue.entries().stream()
                .filter(entry -> entry.source().equals(source))
                .count();
    }
}
