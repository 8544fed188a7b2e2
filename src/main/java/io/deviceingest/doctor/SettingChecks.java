package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.SettingCatalogue.Entry;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.util.ArrayList;
import java.util.List;

/** Whether the values of the settings keep to their rules, and to each other; and where each comes from. */
public final class SettingChecks {

    private final Settings settings;
    private final SettingCatalogue catalogue;
    /** What is allowed, but probably not meant: by its setting, with why, to stand behind its value. */
    private final List<Problem> remarks = new ArrayList<>();

    private SettingChecks(Settings settings, SettingCatalogue catalogue, ContainerDetection surroundings) {
        this.settings = settings;
        this.catalogue = catalogue;
        remarks.addAll(ValueRules.remarks(catalogue));
        remarks.addAll(AddressRules.remarks(settings, catalogue, surroundings));
        remarks.addAll(SessionRules.remarks(settings, catalogue));
    }

    static List<Check> of(Settings settings, SettingCatalogue catalogue, ContainerDetection surroundings) {
        SettingChecks all = new SettingChecks(settings, catalogue, surroundings);
        List<Check> checks = new ArrayList<>();
        for (String setting : catalogue.defaults().keySet()) {
            // That one is a source, and looked at as such.
            if (!setting.equals(SettingsSources.DIRECTORY)) {
                checks.add(Check.of(name(setting), () -> all.look(setting)));
            }
        }
        checks.add(Check.of("settings", () -> List.of(all.defaults())));
        checks.add(Check.of("settings unknown", () -> UnknownSettings.findings(catalogue)));
        return checks;
    }

    /** The name of the check that a refused setting fails, for those that need it. */
    public static String name(String setting) {
        return "setting " + setting;
    }

    /** One line for a setting that is set or remarkable, none for a default. */
    private List<Finding> look(String setting) {
        List<Entry> given = catalogue.entries(setting);
        List<Finding> findings = new ArrayList<>();
        for (Problem violation : settings.violations()) {
            if (violation.key().equals(setting)) {
                findings.add(refused(violation, given));
            }
        }
        if (!findings.isEmpty()) {
            return findings;
        }
        for (Problem remark : remarks) {
            if (remark.key().equals(setting)) {
                findings.add(Finding.warn(
                        name(setting), remark.at(catalogue.effective(setting).shown())));
            }
        }
        if (findings.isEmpty() && !given.isEmpty()) {
            findings.add(Finding.ok(name(setting), given.get(0).shown() + hidden(given)));
        }
        return findings;
    }

    /** Whoever edits a file in vain looks for this. */
    private static String hidden(List<Entry> given) {
        return given.size() == 1
                ? ""
                : ", which hides the one from " + given.get(1).source();
    }

    private static Finding refused(Problem violation, List<Entry> given) {
        String setting = violation.key();
        String remedy = violation.remedy().isEmpty()
                ? "correct " + setting + " in the environment, in SECRETS_DIR or in .env"
                : violation.remedy();
        if (given.isEmpty()) {
            return Finding.fail(name(setting), violation.sentence(), remedy);
        }
        Entry entry = given.get(0);
        return Finding.fail(
                name(setting),
                violation.sentence() + ", from " + entry.source(),
                ServiceLinks.isOne(entry) ? ServiceLinks.remedy(entry) : remedy);
    }

    private Finding defaults() {
        long given = catalogue.defaults().keySet().stream()
                .filter(setting -> !catalogue.entries(setting).isEmpty())
                .count();
        return Finding.ok(
                "settings",
                given + " set, " + (catalogue.defaults().size() - given) + " at their defaults (docs/settings.md)");
    }
}
