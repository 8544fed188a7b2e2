package io.deviceingest.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether the history of a database holds exactly the migrations of this version, line for line: then nothing is left for
 * Flyway, and it need not be loaded. Whatever else the history holds, Flyway judges. Immutable.
 */
final class MigrationFiles {

    private static final String ALL = "classpath:db/migration/V*.sql";
    private static final Pattern NAME = Pattern.compile("V(\\d+)__\\w+\\.sql");

    private static final String HAS_HISTORY =
            "SELECT to_regclass(quote_ident(current_schema()) || '.flyway_schema_history') IS NOT NULL";

    /** Each row as a file would be known by, or as something that no file is. */
    private static final String HISTORY = """
            SELECT CASE WHEN success AND type = 'SQL' THEN version END AS version, checksum
            FROM flyway_schema_history""";

    /** Checksums by version. */
    private final Map<String, Integer> checksums;

    private MigrationFiles(Map<String, Integer> checksums) {
        this.checksums = checksums;
    }

    static MigrationFiles read() {
        Map<String, Integer> checksums = new TreeMap<>();
        try {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(ALL)) {
                Matcher name = NAME.matcher(String.valueOf(file.getFilename()));
                if (name.matches()) {
                    checksums.put(name.group(1), checksum(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new MigrationFiles(checksums);
    }

    Map<String, Integer> checksums() {
        return Map.copyOf(checksums);
    }

    /** @throws RuntimeException where the database does not answer, with what it answered as its cause */
    boolean areAllThereIs(DataSource database) {
        JdbcTemplate sql = new JdbcTemplate(database);
        if (!Boolean.TRUE.equals(sql.queryForObject(HAS_HISTORY, Boolean.class))) {
            return false;
        }
        Map<String, Integer> applied = new TreeMap<>();
        sql.query(HISTORY, row -> {
            String version = row.getString("version");
            applied.put(version == null ? "" : version, row.getInt("checksum"));
        });
        return applied.equals(checksums);
    }

    /** As Flyway has it: of the lines alone, whatever ends them. */
    private static int checksum(Resource file) throws IOException {
        CRC32 sum = new CRC32();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sum.update(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return (int) sum.getValue();
    }
}
