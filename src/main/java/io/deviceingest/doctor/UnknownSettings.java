package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.EditDistance;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.SettingCatalogue.Entry;
import io.deviceingest.settings.SettingsSources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Names that are no setting, but look as if they were meant to be one: misspelt ones take effect nowhere. */
final class UnknownSettings {

    private static final int SLIPS = 2;

    /** A prefix of Spring Boot's too, which has many more names with it than this program. */
    private static final String SHARED_PREFIX = "MANAGEMENT_";

    /** What Spring Boot's log has on the console begins so. */
    private static final String LOG_ON_THE_CONSOLE = "CONSOLE_LOG_";

    private final Set<String> known;
    private final Set<String> prefixes;

    private UnknownSettings(Set<String> known) {
        this.known = known;
        this.prefixes = known.stream()
                .map(UnknownSettings::prefix)
                .filter(prefix -> !prefix.isEmpty())
                .collect(Collectors.toSet());
    }

    static List<Finding> findings(SettingCatalogue catalogue) {
        UnknownSettings unknown = new UnknownSettings(catalogue.defaults().keySet());
        List<Finding> findings = new ArrayList<>();
        List<String> links = new ArrayList<>();
        for (Entry entry : catalogue.entries()) {
            if (unknown.isMeantAsSetting(entry)) {
                if (ServiceLinks.isOne(entry)) {
                    links.add(entry.name());
                } else {
                    findings.add(unknown.finding(entry));
                }
            }
        }
        if (!links.isEmpty()) {
            links.sort(Comparator.naturalOrder());
            findings.add(Finding.ok(
                    "settings unknown",
                    String.join(", ", links) + ": set by Kubernetes for its Services, not settings, without effect"));
        }
        return findings;
    }

    private boolean isMeantAsSetting(Entry entry) {
        String name = entry.name();
        // With a dot it is a property of Spring Boot's or Camel's, which may stand in these sources too.
        if (known.contains(name) || name.contains(".")) {
            return false;
        }
        if (entry.source().equals(SettingsSources.DOTENV) || entry.source().equals(SettingsSources.DIRECTORY)) {
            return true;
        }
        if (name.startsWith(LOG_ON_THE_CONSOLE)) {
            return false;
        }
        String prefix = prefix(upper(name));
        return prefixes.contains(prefix) && !prefix.equals(SHARED_PREFIX)
                || nearest(name).isPresent();
    }

    private Finding finding(Entry entry) {
        String what = SettingChecks.name(entry.name());
        Optional<String> meant = nearest(entry.name());
        return meant.isPresent()
                ? Finding.warn(
                        what,
                        "is not a setting, and without effect; did you mean " + meant.get() + "?",
                        "write " + meant.get() + " in " + entry.source())
                : Finding.warn(
                        what,
                        "is not a setting, and without effect",
                        "take it out of " + entry.source() + ", or look its name up in docs/settings.md"
                                + sameGroup(entry));
    }

    /** The setting that a name is a slip away from, or the beginning of. */
    private Optional<String> nearest(String name) {
        String upper = upper(name);
        Optional<String> near = known.stream()
                .filter(setting -> EditDistance.between(setting, upper) <= SLIPS)
                .min(Comparator.comparingInt(setting -> EditDistance.between(setting, upper)));
        return near.isPresent() || upper.indexOf('_') < 0 || upper.endsWith("_")
                ? near
                : known.stream().filter(setting -> setting.startsWith(upper)).findFirst();
    }

    private String sameGroup(Entry entry) {
        String group = known.stream()
                .filter(setting -> !prefix(setting).isEmpty())
                .filter(setting -> prefix(setting).equals(prefix(upper(entry.name()))))
                .collect(Collectors.joining(", "));
        return group.isEmpty() ? "" : ": " + group;
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static String prefix(String name) {
        return name.substring(0, name.indexOf('_') + 1);
    }
}
