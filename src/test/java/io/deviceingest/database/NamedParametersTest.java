package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.jdbc.DefaultJdbcPrepareStatementStrategy;
import org.apache.camel.component.jdbc.JdbcConstants;
import org.apache.camel.component.jdbc.JdbcEndpoint;
import org.apache.camel.component.jdbc.JdbcPrepareStatementStrategy;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** Parameters are read as Camel's JDBC component reads them. */
class NamedParametersTest {

    private final CamelContext camel = new DefaultCamelContext();
    private final NamedParameters ours = new NamedParameters();

    @Property
    void everyTextGivesWhatCamelMakesOfIt(
            @ForAll("texts") String text,
            @ForAll("values") Map<String, Object> values,
            @ForAll boolean inOneHeader,
            @ForAll boolean allowed)
            throws Exception {
        Exchange exchange = exchange(values, inOneHeader);
        JdbcPrepareStatementStrategy camels = new DefaultJdbcPrepareStatementStrategy();

        // Twice: the second time it is known.
        for (int i = 0; i < 2; i++) {
            assertThat(ours.prepareQuery(text, allowed)).isEqualTo(camels.prepareQuery(text, allowed));
            assertThat(outcome(ours, text, exchange)).isEqualTo(outcome(camels, text, exchange));
        }
    }

    @Example
    void theStrategyThatARouteNamesIsKept() {
        JdbcPrepareStatementStrategy own = new DefaultJdbcPrepareStatementStrategy() {};
        JdbcEndpoint withItsOwn = new JdbcEndpoint();
        withItsOwn.setPrepareStatementStrategy(own);
        JdbcEndpoint without = new JdbcEndpoint();

        ours.use("jdbc:dataSource", withItsOwn);
        ours.use("jdbc:dataSource", without);

        assertThat(withItsOwn.getPrepareStatementStrategy()).isSameAs(own);
        assertThat(without.getPrepareStatementStrategy()).isSameAs(ours);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        ":?a", ":?b", ":?B1", ":?", "?", ":", "a", " ", "'", "-- ", "\n", "SELECT", "::text", "\\",
                        "$1", "ü")
                .list()
                .ofMaxSize(12)
                .map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<Map<String, Object>> values() {
        return Arbitraries.maps(
                Arbitraries.of("a", "A", "b", "B1", "c"),
                Arbitraries.of(1, "text", true).map(Object.class::cast).injectNull(0.2));
    }

    private Exchange exchange(Map<String, Object> values, boolean inOneHeader) {
        Exchange exchange = new DefaultExchange(camel);
        if (inOneHeader) {
            exchange.getIn().setHeader(JdbcConstants.JDBC_PARAMETERS, values);
        } else {
            values.forEach(exchange.getIn()::setHeader);
        }
        return exchange;
    }

    /** The values in their order, or what is thrown. */
    private static Object outcome(JdbcPrepareStatementStrategy strategy, String text, Exchange exchange) {
        List<Object> values = new ArrayList<>();
        try {
            Iterator<?> all = strategy.createPopulateIterator(text, text, 1, exchange, null);
            while (all != null && all.hasNext()) {
                values.add(all.next());
            }
            return values;
        } catch (Exception e) {
            return e.getClass() + ": " + e.getMessage();
        }
    }
}
