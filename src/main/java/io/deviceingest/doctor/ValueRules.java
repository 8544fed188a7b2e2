package io.deviceingest.doctor;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.BrokerDefaults;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.SettingCatalogue.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What is wrong with a value whatever it means: stray spaces and quotes, and what a sample left behind. */
final class ValueRules {

    private static final Pattern PLACEHOLDER =
            Pattern.compile("changeme|sample-only|(?<![A-Za-z0-9-])example\\.(com|org|net)", Pattern.CASE_INSENSITIVE);

    private ValueRules() {}

    static List<Problem> remarks(SettingCatalogue catalogue) {
        List<Problem> remarks = new ArrayList<>();
        for (String setting : catalogue.defaults().keySet()) {
            if (!catalogue.entries(setting).isEmpty()) {
                addRemarks(catalogue.effective(setting), remarks);
            }
        }
        return remarks;
    }

    private static void addRemarks(Entry entry, List<Problem> remarks) {
        String name = entry.name();
        String value = entry.value();
        String where = entry.source();
        if (!value.isEmpty() && (isSpace(value.codePointAt(0)) || isSpace(value.codePointBefore(value.length())))) {
            remarks.add(new Problem(
                    name,
                    "begins or ends with a space, which is a part of the value",
                    "take the space out of " + where + ", unless it is meant"));
        }
        if (value.length() > 1 && value.matches("(?s)([\"']).*\\1")) {
            remarks.add(new Problem(
                    name,
                    "the quotes are a part of the value",
                    "take them out of " + where + " (Docker's --env-file and Kubernetes keep quotes)"));
        }
        if (PLACEHOLDER.matcher(value).find()) {
            remarks.add(new Problem(name, "is a sample's placeholder", "put the real value into " + where));
        }
        if (name.equals("MQTT_BROKER_HOST") && value.equals(BrokerDefaults.SAMPLE_HOST)) {
            remarks.add(new Problem(
                    name,
                    "is the sample's address",
                    "put the address of your broker into " + where + ", unless it is this one"));
        }
    }

    /** The one that cannot be broken at, copied from a web page, too. */
    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
