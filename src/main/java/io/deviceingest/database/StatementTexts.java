package io.deviceingest.database;

import java.sql.SQLException;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

/** The SQL of callers as the driver gets it, and how many parameters it has. Safe for any number of threads. */
final class StatementTexts {

    private final TimeLimits limits;
    private final TextMemo<String> transactions;
    private final TextMemo<Integer> parameters = new TextMemo<>(StatementTexts::parametersOf);

    StatementTexts(TimeLimits limits) {
        this.limits = limits;
        transactions = new TextMemo<>(limits::asTransaction);
    }

    /** As one transaction with the time limits. */
    String asTransaction(String sql) throws SQLException {
        return transactions.of(sql);
    }

    /** As a part of the caller's transaction. */
    String withinTransaction(String sql) {
        return limits.withinTransaction(sql);
    }

    /** Counted in the text: the driver would ask the server, one round trip before every statement. */
    int parameters(String sql) throws SQLException {
        return parameters.of(sql);
    }

    private static int parametersOf(String sql) throws SQLException {
        return Parser.parseJdbcSql(sql, true, true, true, false, true).stream()
                .mapToInt((NativeQuery query) -> query.bindPositions.length)
                .sum();
    }
}
