package io.deviceingest.doctor;

import io.deviceingest.database.DatabaseClock;
import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.ServerFacts;
import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether the server behind the login is one that can keep the promise. */
final class ServerChecks {

    static final String WRITABLE = "database writable";

    private static final String VERSION = "database version";
    private static final String CLOCK = "database clock";
    private static final String SETTINGS = "database settings";
    private static final String CONNECTIONS = "database connections";

    /** From here on, the clocks' difference comes near DEVICE_OFFLINE_AFTER: two replicas judge silence differently. */
    private static final Duration CLOCKS_MISLEAD = Duration.ofSeconds(60);

    private ServerChecks() {}

    static List<Check> of(DatabaseProbe probe) {
        return List.of(
                Check.of(VERSION, () -> List.of(version(probe.facts()))).needing(DatabaseChecks.LOGIN),
                Check.of(WRITABLE, () -> List.of(writable(probe.facts()))).needing(DatabaseChecks.LOGIN),
                Check.of(CLOCK, () -> List.of(clock(probe.facts()))).needing(DatabaseChecks.LOGIN),
                Check.of(SETTINGS, () -> durability(probe.facts())).needing(DatabaseChecks.LOGIN),
                Check.of(CONNECTIONS, () -> List.of(connections(probe.facts()))).needing(DatabaseChecks.LOGIN));
    }

    private static Finding version(ServerFacts facts) {
        String supported = "PostgreSQL " + ServerFacts.OLDEST_VERSION + " to " + ServerFacts.NEWEST_VERSION;
        if (facts.majorVersion() < ServerFacts.OLDEST_VERSION) {
            return Finding.fail(VERSION, facts.version() + ", but needed is " + supported, "upgrade PostgreSQL");
        }
        return facts.majorVersion() > ServerFacts.NEWEST_VERSION
                ? Finding.warn(
                        VERSION,
                        facts.version() + ", but tested is " + supported,
                        "look for a newer device-ingest, or try it with a database that may be lost")
                : Finding.ok(VERSION, "PostgreSQL " + facts.version());
    }

    private static Finding writable(ServerFacts facts) {
        if (facts.standby()) {
            return Finding.fail(
                    WRITABLE,
                    "this server is a standby: it takes no writes",
                    "point DB_URL at the primary (jdbc:postgresql://one,other/deviceingest?targetServerType=primary"
                            + " finds it)");
        }
        ServerFacts.Setting readOnly = facts.settings().get("default_transaction_read_only");
        return readOnly.value().equals("on")
                ? Finding.fail(
                        WRITABLE,
                        "every transaction is read-only (default_transaction_read_only is on)",
                        facts.remedy(readOnly, "off"))
                : Finding.ok(WRITABLE, "takes writes");
    }

    private static Finding clock(ServerFacts facts) {
        Duration difference = facts.ahead().abs();
        if (difference.compareTo(DatabaseClock.AGREES) < 0) {
            return Finding.ok(CLOCK, "less than 2 s from this machine's");
        }
        String detail = DatabaseClock.words(facts.ahead())
                + " this machine's: partitions go by the one, received_at and status by the other";
        return difference.compareTo(CLOCKS_MISLEAD) <= 0
                ? Finding.warn(CLOCK, detail, DatabaseClock.REMEDY)
                : Finding.fail(CLOCK, detail, DatabaseClock.REMEDY);
    }

    private static List<Finding> durability(ServerFacts facts) {
        List<Finding> findings = new ArrayList<>();
        for (String name : List.of("fsync", "full_page_writes", "synchronous_commit")) {
            ServerFacts.Setting setting = facts.settings().get(name);
            if (setting.value().equals("off")) {
                findings.add(Finding.warn(
                        SETTINGS,
                        name + " is off: a power cut can lose what was acknowledged, which is outside the promise",
                        facts.remedy(setting, "on")));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(SETTINGS, "fsync, full_page_writes and synchronous_commit are on"))
                : findings;
    }

    private static Finding connections(ServerFacts facts) {
        int needed = ServerFacts.CONNECTIONS_NEEDED;
        if (facts.connectionsLeft() + facts.connectionsHeld() < needed) {
            return Finding.warn(
                    CONNECTIONS,
                    "up to %d are needed, and %d are left for role \"%s\""
                            .formatted(needed, facts.connectionsLeft(), facts.role()),
                    "end connections that nobody needs (SELECT usename, application_name, count(*) FROM"
                            + " pg_stat_activity GROUP BY 1, 2), or raise max_connections or the limit of the role");
        }
        return Finding.ok(CONNECTIONS, "%d are needed, and %1$d or more are left".formatted(needed));
    }
}
