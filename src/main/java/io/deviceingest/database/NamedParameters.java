package io.deviceingest.database;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.DefaultJdbcPrepareStatementStrategy;
import org.apache.camel.component.jdbc.JdbcConstants;
import org.apache.camel.component.jdbc.JdbcEndpoint;

/**
 * The parameters {@code :?name} of a {@code jdbc:} step, as Camel reads them, but looked for once in each text: Camel goes
 * through it four times for every execution, and the store statement has 10,000 characters. Safe for any number of threads.
 */
public final class NamedParameters extends DefaultJdbcPrepareStatementStrategy {

    private static final Pattern NAME = Pattern.compile(":\\?(\\w+)");

    private final TextMemo<String> withoutNames = new TextMemo<>(text -> super.prepareQuery(text, true));
    private final TextMemo<List<String>> names = new TextMemo<>(NamedParameters::namesIn);

    /** Gives every endpoint of Camel's JDBC component this way, unless a route has named its own. */
    public Endpoint use(String uri, Endpoint endpoint) {
        if (endpoint instanceof JdbcEndpoint jdbc
                && jdbc.getPrepareStatementStrategy().getClass() == DefaultJdbcPrepareStatementStrategy.class) {
            jdbc.setPrepareStatementStrategy(this);
        }
        return endpoint;
    }

    @Override
    public String prepareQuery(String query, boolean allowNamedParameters) throws SQLException {
        return allowNamedParameters ? withoutNames.of(query) : query;
    }

    /** Where a value is missing, or none is named, Camel says so in its own words. */
    @Override
    public Iterator<?> createPopulateIterator(
            String query, String preparedQuery, int expectedParams, Exchange exchange, Object value)
            throws SQLException {
        List<String> named = names.of(query);
        Map<?, ?> values = values(exchange);
        return named.isEmpty() || !named.stream().allMatch(values::containsKey)
                ? super.createPopulateIterator(query, preparedQuery, expectedParams, exchange, value)
                : named.stream().map(values::get).iterator();
    }

    private static Map<?, ?> values(Exchange exchange) {
        Map<?, ?> only = exchange.getIn().getHeader(JdbcConstants.JDBC_PARAMETERS, Map.class);
        return only == null ? exchange.getIn().getHeaders() : only;
    }

    private static List<String> namesIn(String query) {
        return NAME.matcher(query)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
