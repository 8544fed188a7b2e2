package io.deviceingest.faults;

import io.deviceingest.testkit.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose disk is really full is waited for; when there is space again everything is stored. */
class DiskFullFaultsIT {

    private static final int MEGABYTES = 8;

    private static final String TABLES = """
            SELECT format('ALTER TABLE %I SET TABLESPACE small', relname)
            FROM pg_class WHERE relkind = 'r' AND (relname = 'device' OR relname LIKE 'reading_%')""";

    /** What a full disk interrupts is rolled back, but keeps its place. */
    private static final String FILL = """
            DO $$BEGIN
                LOOP
                    INSERT INTO ballast SELECT repeat('x', 1000) FROM generate_series(1, 100);
                END LOOP;
            EXCEPTION WHEN disk_full THEN
                NULL;
            END$$""";

    @TempDir
    Path files;

    private Path disk;

    @BeforeEach
    void findOutWhetherThereCanBeASmallDisk() throws Exception {
        disk = Files.createDirectory(files.resolve("disk"));
        SmallDisk.require(disk);
    }

    @Test
    void aFullDiskIsWaitedForAndNothingIsLost() throws Exception {
        try (Proof proof = Proof.start(files)) {
            proof.database().restartWithDisk(disk, MEGABYTES);
            proof.database().sql().execute("CREATE TABLESPACE small LOCATION '" + disk + "'");
            List<String> moves = proof.database().sql().queryForList(TABLES, String.class);
            moves.forEach(move -> proof.database().sql().execute(move));

            proof.run("a disk that is really full", () -> {
                proof.database().sql().execute("CREATE TABLE ballast (filler text) TABLESPACE small");
                proof.database().sql().execute(FILL);
                proof.awaitHeld("resources");
                proof.database().sql().execute("DROP TABLE ballast");
            });
        }
    }
}
