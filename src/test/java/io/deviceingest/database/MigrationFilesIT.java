package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.SharedDatabase;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Flyway is left out of a start only where it would find nothing to do, and nothing to complain of. */
class MigrationFilesIT {

    @Test
    void theHistoryOfExactlyTheseFilesNeedsNoFlywayAndAnyOtherDoes() throws Exception {
        try (SharedDatabase database = SharedDatabase.withoutTables()) {
            DataSource source = database.dataSource();
            JdbcTemplate sql = database.sql();
            Flyway flyway = Flyway.configure().dataSource(source).load();
            MigrationFiles ours = MigrationFiles.read();
            assertThat(ours.areAllThereIs(source)).as("an empty database").isFalse();

            flyway.migrate();

            assertThat(ours.checksums())
                    .isEqualTo(Arrays.stream(flyway.info().all())
                            .collect(Collectors.toMap(
                                    migration -> migration.getVersion().getVersion(),
                                    MigrationInfo::getResolvedChecksum)));
            assertThat(ours.areAllThereIs(source)).as("migrated").isTrue();

            sql.execute("UPDATE flyway_schema_history SET success = false WHERE version = '1'");
            assertThat(ours.areAllThereIs(source)).as("one failed").isFalse();
            sql.execute("UPDATE flyway_schema_history SET success = true, checksum = checksum + 1 WHERE version = '1'");
            assertThat(ours.areAllThereIs(source)).as("another file").isFalse();
            sql.execute("UPDATE flyway_schema_history SET checksum = checksum - 1 WHERE version = '1'");
            assertThat(ours.areAllThereIs(source)).as("as before").isTrue();
            sql.execute("INSERT INTO flyway_schema_history SELECT installed_rank + 1, '99', 'later', type, script,"
                    + " 1, installed_by, installed_on, execution_time, success FROM flyway_schema_history"
                    + " ORDER BY installed_rank DESC LIMIT 1");
            assertThat(ours.areAllThereIs(source)).as("a newer version").isFalse();
            sql.execute("DELETE FROM flyway_schema_history WHERE version IN ('2', '99')");
            assertThat(ours.areAllThereIs(source)).as("one missing").isFalse();
        }
    }
}
