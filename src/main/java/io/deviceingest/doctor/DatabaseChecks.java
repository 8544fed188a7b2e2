package io.deviceingest.doctor;

import io.deviceingest.database.DatabaseAddress;
import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the database can be reached, lets the program in, and can keep what it is given. */
final class DatabaseChecks {

    static final String CONNECT = "database connect";
    static final String LOGIN = "database login";

    private static final String TLS = "database TLS";

    /** Somebody held a lock for longer than a look waits: nothing is known to be wrong. */
    private static final Set<String> NOT_LOOKED_AT = Set.of("55P03", "57014");

    private final DatabaseProbe probe;

    private DatabaseChecks(DatabaseProbe probe) {
        this.probe = probe;
    }

    /** @param limit the time limit of each check: the probe ends a little earlier, and names its wait */
    static List<Check> of(Settings settings, Duration limit) {
        if (settings.refuses("DB_URL")) {
            return List.of();
        }
        DatabaseProbe probe = new DatabaseProbe(settings.database(), limit);
        DatabaseChecks checks = new DatabaseChecks(probe);
        List<Check> all = new ArrayList<>(List.of(
                check(CONNECT, checks::connect),
                check(LOGIN, checks::login).needing(CONNECT),
                check(TLS, checks::tls).needing(LOGIN)));
        all.addAll(ServerChecks.of(probe));
        all.addAll(SchemaChecks.of(probe, settings));
        return all;
    }

    /** A check whose problems are failures, but for those that say nothing of the database. */
    static Check check(String what, Check.Examiner examiner) {
        return Check.of(what, () -> {
            try {
                return examiner.examine();
            } catch (DatabaseProblem e) {
                return List.of(found(what, e.problem()));
            }
        });
    }

    static Finding found(String what, Problem problem) {
        return NOT_LOOKED_AT.contains(problem.key()) ? Finding.warn(what, problem) : Finding.fail(what, problem);
    }

    private List<Finding> connect() throws DatabaseProblem {
        return List.of(Finding.ok(CONNECT, "connected to " + probe.reach()));
    }

    private List<Finding> login() throws DatabaseProblem {
        probe.login();
        return List.of(Finding.ok(
                LOGIN,
                "role \"" + probe.facts().role() + "\" in database \""
                        + probe.facts().database() + "\"" + (probe.facts().pooled() ? ", through a pooler" : "")));
    }

    private List<Finding> tls() {
        String mode = " (sslmode=" + probe.address().sslMode() + ")";
        if (probe.facts().pooled() && probe.address().sslMode().matches("require|verify-.*")) {
            return List.of(Finding.ok(TLS, "as far as the pooler" + mode));
        }
        if (!probe.facts().pooled() && !probe.facts().tls().isEmpty()) {
            return List.of(Finding.ok(TLS, probe.facts().tls() + mode));
        }
        boolean local = probe.address().servers().stream().allMatch(DatabaseChecks::isThisMachine);
        return List.of(
                local
                        ? Finding.ok(TLS, "in plain, within this machine" + mode)
                        : Finding.warn(
                                TLS,
                                (probe.facts().pooled() ? "perhaps in plain to " : "in plain to ") + probe.address()
                                        + mode + ": whoever listens on the way reads password and readings",
                                "set ssl=on in postgresql.conf, and add sslmode=verify-full&sslrootcert=FILE to DB_URL"));
    }

    private static boolean isThisMachine(DatabaseAddress.Server server) {
        try {
            return InetAddress.getByName(server.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
