package io.deviceingest.doctor;

import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.database.Migrations;
import io.deviceingest.database.Partitions;
import io.deviceingest.database.StatementTrial;
import io.deviceingest.database.Tables;
import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether the tables are those of this version, take readings at this time, and let the role write. */
final class SchemaChecks {

    private static final String SCHEMA = "database schema";
    private static final String PARTITION = "database partition";
    private static final String PRIVILEGES = "database privileges";

    private final DatabaseProbe probe;
    private final Settings settings;
    private boolean tablesAreThere;

    private SchemaChecks(DatabaseProbe probe, Settings settings) {
        this.probe = probe;
        this.settings = settings;
    }

    static List<Check> of(DatabaseProbe probe, Settings settings) {
        SchemaChecks checks = new SchemaChecks(probe, settings);
        return List.of(
                DatabaseChecks.check(SCHEMA, checks::schema)
                        .needing(DatabaseChecks.LOGIN, SettingChecks.name("DB_MIGRATE")),
                DatabaseChecks.check(PARTITION, checks::partition).needing(SCHEMA),
                DatabaseChecks.check(PRIVILEGES, checks::privileges)
                        .needing(SCHEMA, ServerChecks.WRITABLE, SettingChecks.name("ROUTES_DIR"), "file sql"));
    }

    private List<Finding> schema() throws DatabaseProblem {
        boolean migrate = settings.database().migrate();
        Finding finding;
        try {
            Migrations migrations = Migrations.of(probe.connections());
            finding = migrate ? migratedAtStart(migrations) : migratedByHand(migrations);
        } catch (RuntimeException e) {
            DatabaseProblem problem = probe.problem(e);
            // With DB_MIGRATE=off the program never reads the history: it need not be allowed to.
            if (migrate || !problem.key().equals("42501")) {
                throw problem;
            }
            Tables.refuseMissing(probe.sql());
            finding =
                    Finding.ok(SCHEMA, "the tables are there; the history of migrations is not readable for this role");
        }
        return List.of(finding);
    }

    private Finding migratedAtStart(Migrations migrations) throws DatabaseProblem {
        migrations.refuseObstacle();
        String pending = migrations.pending();
        if (!pending.isEmpty()) {
            Tables.refuseWithoutRight(probe.sql());
            return Finding.ok(
                    SCHEMA,
                    (migrations.isNothingThere() ? "empty" : "at version " + migrations.version())
                            + "; applied at start: " + pending);
        }
        return atItsVersion(migrations);
    }

    private Finding migratedByHand(Migrations migrations) throws DatabaseProblem {
        if (migrations.isNothingThere() || migrations.isWithoutHistory()) {
            Tables.refuseMissing(probe.sql());
            tablesAreThere = true;
            return Finding.ok(SCHEMA, "the tables are there, made without a history of migrations");
        }
        if (!migrations.pending().isEmpty()) {
            return Finding.fail(
                    SCHEMA,
                    "at version " + migrations.version() + "; DB_MIGRATE is off and this program needs "
                            + migrations.pending(),
                    Tables.APPLY);
        }
        Finding version = atItsVersion(migrations);
        try {
            migrations.refuseObstacle();
            return version;
        } catch (DatabaseProblem e) {
            // It is no hindrance while the program does not migrate.
            return Finding.warn(SCHEMA, e.problem());
        }
    }

    private Finding atItsVersion(Migrations migrations) throws DatabaseProblem {
        Tables.refuseLost(probe.sql());
        tablesAreThere = true;
        return migrations.newer().isEmpty()
                ? Finding.ok(SCHEMA, "at version " + migrations.version() + ", as this program expects")
                : Finding.warn(
                        SCHEMA,
                        "newer than this program: it does not know migration " + migrations.newer(),
                        "run the device-ingest that applied it");
    }

    private List<Finding> partition() throws DatabaseProblem {
        if (!tablesAreThere) {
            return List.of(notYetThere(PARTITION));
        }
        try {
            return PartitionFindings.of(PARTITION, Partitions.of(probe.sql()), probe.facts());
        } catch (RuntimeException e) {
            throw probe.problem(e);
        }
    }

    private List<Finding> privileges() throws IOException {
        if (!tablesAreThere) {
            return List.of(notYetThere(PRIVILEGES));
        }
        StatementTrial trial = new StatementTrial(probe);
        List<Finding> findings = new ArrayList<>();
        List<Path> files = sqlFiles();
        for (Path file : files) {
            try {
                trial.run(file);
            } catch (UnusableFileException e) {
                findings.add(Finding.fail(PRIVILEGES, e.getMessage(), "correct the file, or take it away"));
            } catch (DatabaseProblem e) {
                findings.add(DatabaseChecks.found(PRIVILEGES, e.problem().at("sql/" + file.getFileName())));
            }
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        PRIVILEGES,
                        files.size() + " SQL files ran as role \""
                                + probe.facts().role() + "\" and were rolled back"))
                : findings;
    }

    private List<Path> sqlFiles() throws IOException {
        try (Stream<Path> files = Files.list(settings.routes().directory().resolve("sql"))) {
            return files.filter(file -> file.toString().endsWith(".sql"))
                    .sorted()
                    .toList();
        }
    }

    private static Finding notYetThere(String what) {
        return Finding.skip(what, "migrations that are applied at start");
    }
}
