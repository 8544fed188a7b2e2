package io.deviceingest.doctor;

import io.deviceingest.settings.Settings;
import io.deviceingest.settings.Violation;
import java.util.ArrayList;
import java.util.List;

/** Whether the values of the settings keep to their rules, and to each other. */
final class SettingChecks {

    private SettingChecks() {}

    static List<Check> of(Settings settings) {
        List<Check> checks = new ArrayList<>();
        for (Violation violation : settings.violations()) {
            checks.add(Check.of(name(violation.setting()), () -> List.of(refused(violation))));
        }
        return checks;
    }

    /** The name of the check that a refused setting fails, for those that need it. */
    static String name(String setting) {
        return "setting " + setting;
    }

    private static Finding refused(Violation violation) {
        String[] sentenceAndRemedy = violation.sentence().split("; try: ", 2);
        return Finding.fail(
                name(violation.setting()),
                sentenceAndRemedy[0],
                sentenceAndRemedy.length == 2
                        ? sentenceAndRemedy[1]
                        : "correct " + violation.setting() + " in the environment, in SECRETS_DIR or in .env");
    }
}
