package io.deviceingest.deadletter;

import io.deviceingest.database.Connections;
import io.deviceingest.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The table {@code dead_letter} over one connection of its own, with the time limits of the running program's. Each
 * call is a transaction unless {@link #inTransaction} is around it. Not thread-safe.
 */
public final class DeadLetterTable implements AutoCloseable {

    private static final String ROWS = """
        SELECT id, received_at, topic, qos, retained, length(payload) AS size, user_properties, reason, error, route_id,
               replayed_at, discarded_at, closed_by, closed_reason
        FROM dead_letter\
        """;

    private final SingleConnectionDataSource connection;
    private final JdbcTemplate sql;

    private DeadLetterTable(Connection connection) {
        this.connection = new SingleConnectionDataSource(connection, true);
        this.sql = new JdbcTemplate(this.connection);
    }

    /** @throws SQLException where PostgreSQL does not let the program in */
    public static DeadLetterTable open(DatabaseSettings settings) throws SQLException {
        return new DeadLetterTable(Connections.forTransactions(settings).getConnection());
    }

    /** Over a connection of somebody else's, which stays open. */
    public static DeadLetterTable over(Connection connection) {
        return new DeadLetterTable(connection);
    }

    /** Always the one connection of this table, with its transaction. */
    public DataSource connection() {
        return connection;
    }

    /** So many of the newest, the newest first. */
    public List<DeadLetterRow> newest(DeadLetterFilter filter, int limit) {
        return sql.query(
                ROWS + filter.where() + " ORDER BY id DESC LIMIT " + limit, DeadLetterTable::row, filter.arguments());
    }

    public long count(DeadLetterFilter filter) {
        return sql.queryForObject("SELECT count(*) FROM dead_letter" + filter.where(), Long.class, filter.arguments());
    }

    /** How many are open for a reason, and when the newest of them arrived. */
    public record OfReason(String reason, long count, Instant newest) {}

    /** Of each reason that there is, those with the most first. */
    public List<OfReason> openByReason() {
        return sql.query(
                "SELECT reason, count(*) AS count, max(received_at) AS newest FROM dead_letter"
                        + DeadLetterFilter.open().where() + " GROUP BY reason ORDER BY count(*) DESC, reason",
                (row, n) -> new OfReason(row.getString("reason"), row.getLong("count"), time(row, "newest")));
    }

    /** Their ids in the order of their arrival. */
    public List<Long> ids(DeadLetterFilter filter) {
        return sql.queryForList(
                "SELECT id FROM dead_letter" + filter.where() + " ORDER BY id", Long.class, filter.arguments());
    }

    /** So many of them at most, those that arrived first. */
    public List<Long> oldest(DeadLetterFilter filter, int limit) {
        return sql.queryForList(
                "SELECT id FROM dead_letter" + filter.where() + " ORDER BY id LIMIT " + limit,
                Long.class,
                filter.arguments());
    }

    /** In the order of their arrival. */
    public List<DeadLetterRow> rows(DeadLetterFilter filter) {
        return sql.query(ROWS + filter.where() + " ORDER BY id", DeadLetterTable::row, filter.arguments());
    }

    /** Those of them that are open and that nobody else holds; from now on this transaction does. By their ids. */
    public List<DeadLetterRow> claim(List<Long> ids) {
        DeadLetterFilter open = DeadLetterFilter.open().ids(ids);
        return sql.query(
                ROWS + open.where() + " ORDER BY id FOR UPDATE SKIP LOCKED", DeadLetterTable::row, open.arguments());
    }

    /** Texts in the order in which this database sorts them, each once: that of the locks on rows of {@code device}. */
    public List<String> inOrder(List<String> texts) {
        return sql.queryForList(
                "SELECT DISTINCT text FROM unnest(CAST(? AS text[])) AS text ORDER BY text", String.class, (Object)
                        texts.toArray(String[]::new));
    }

    public byte[] payload(long id) {
        return sql.queryForObject("SELECT payload FROM dead_letter WHERE id = ?", byte[].class, id);
    }

    public void markReplayed(List<Long> ids, Closing closing) {
        DeadLetterFilter these = DeadLetterFilter.all().ids(ids);
        close("replayed_at", these.where(), these, closing);
    }

    /** Returns how many were marked; what somebody else holds at this moment is left alone. */
    public int discard(DeadLetterFilter filter, Closing closing) {
        String free =
                " WHERE id IN (SELECT id FROM dead_letter" + filter.where() + " ORDER BY id FOR UPDATE SKIP LOCKED)";
        return close("discarded_at", free, filter, closing);
    }

    private int close(String column, String where, DeadLetterFilter filter, Closing closing) {
        return sql.update(
                "UPDATE dead_letter SET " + column + " = now(), closed_by = ?, closed_reason = ?" + where,
                Stream.concat(Stream.of(closing.by(), closing.reason()), Arrays.stream(filter.arguments()))
                        .toArray());
    }

    /**
     * Does all of it or nothing.
     *
     * @param stays whether it is committed; where it is not, everything is as before
     * @throws Exception what the work failed with, or that it could not be committed
     */
    public <T> T inTransaction(boolean stays, Callable<T> work) throws Exception {
        Connection transaction = connection.getConnection();
        transaction.setAutoCommit(false);
        try {
            T result = work.call();
            if (stays) {
                transaction.commit();
            }
            end(transaction);
            return result;
        } catch (Exception e) {
            try {
                end(transaction);
            } catch (SQLException lost) {
                // PostgreSQL rolls back what a connection leaves behind.
                e.addSuppressed(lost);
            }
            throw e;
        }
    }

    /**
     * Does a part of a transaction, or nothing of it.
     *
     * @param stays whether what the part did is kept
     */
    public <T> T inPart(Callable<T> work, Predicate<T> stays) throws Exception {
        Connection transaction = connection.getConnection();
        Savepoint before = transaction.setSavepoint();
        T result = work.call();
        if (!stays.test(result)) {
            transaction.rollback(before);
        }
        transaction.releaseSavepoint(before);
        return result;
    }

    private static void end(Connection transaction) throws SQLException {
        transaction.rollback();
        transaction.setAutoCommit(true);
    }

    private static DeadLetterRow row(ResultSet row, int n) throws SQLException {
        return new DeadLetterRow(
                row.getLong("id"),
                time(row, "received_at"),
                row.getString("topic"),
                row.getObject("qos", Integer.class),
                row.getObject("retained", Boolean.class),
                row.getInt("size"),
                row.getString("user_properties"),
                row.getString("reason"),
                row.getString("error"),
                row.getString("route_id"),
                time(row, "replayed_at"),
                time(row, "discarded_at"),
                row.getString("closed_by"),
                row.getString("closed_reason"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @Override
    public void close() {
        connection.destroy();
    }
}
