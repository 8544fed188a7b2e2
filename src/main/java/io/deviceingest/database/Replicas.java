package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import org.springframework.jdbc.core.JdbcTemplate;

/** The replicas that share the devices between them: their rows are written by the presence route. */
public final class Replicas {

    private Replicas() {}

    /**
     * Deletes the row of one that is gone for good, on a connection of its own.
     *
     * @throws DatabaseProblem where it stays
     */
    public static void forget(DatabaseSettings settings, String clientId) throws DatabaseProblem {
        try {
            new JdbcTemplate(Connections.of(settings)).update("DELETE FROM replica WHERE client_id = ?", clientId);
        } catch (RuntimeException e) {
            throw new DatabaseFailures(settings).explain(e);
        }
    }
}
