package io.deviceingest.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A dead letter is written whatever a message or a site's route says: it holds no other. */
class LastResortIT {

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private static final Tables tables = site.tables();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"received_at\": \"yesterday\", \"topic\": null, \"payload\": \"no base64\", \"reason\": \"foreign-unit\"}",
                "{\"received_at\": 1e30, \"topic\": [1], \"payload\": {\"a\": 1}, \"reason\": 5}",
                "{\"received_at\": -1, \"topic\": true, \"payload\": \"ew=\", \"reason\": null}",
                "{\"received_at\": 99999999999999999, \"topic\": \"t\", \"payload\": \"e===\", \"reason\": \"\"}",
            })
    void theLastStatementTakesAnyObject(String letter) throws Exception {
        assertThat(write("insert-stripped-dead-letter.sql", letter)).isEqualTo(1);
        assertThat(tables.deadLetters()).containsExactly("unmappable");
    }

    @Test
    void whatTheTableKnowsIsWrittenAsItIs() throws Exception {
        write(
                "insert-stripped-dead-letter.sql",
                "{\"received_at\": 1762254901000001, \"topic\": \"t\", \"payload\": \"ew==\", \"reason\": \"unknown-topic\"}");

        assertThat(tables.sql()
                        .queryForMap("SELECT topic, convert_from(payload, 'UTF8') AS payload, reason, error,"
                                + " extract(epoch FROM received_at)::text AS at FROM dead_letter"))
                .containsEntry("topic", "t")
                .containsEntry("payload", "{")
                .containsEntry("reason", "unknown-topic")
                .containsEntry("error", null)
                .containsEntry("at", "1762254901.000001");
    }

    @Test
    void whatARouteOfASiteSaysWronglyDoesNotStripTheLetter() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            Exchange exchange = new DefaultExchange(camel);
            exchange.getMessage().setBody("{".getBytes(StandardCharsets.UTF_8));
            exchange.getMessage()
                    .setHeaders(Map.of("receivedAt", "now", "CamelMqttQoS", 70_000, "retained", List.of("no")));
            exchange.setVariable("deadLetterReason", "foreign\0unit");
            exchange.setVariable("deadLetterError", "another unit");

            String letter = new ObjectMapper().writeValueAsString(new DeadLetterEnvelope().of(exchange));
            assertThat(write("insert-dead-letters.sql", letter)).isEqualTo(1);
        }
        assertThat(tables.sql()
                        .queryForMap(
                                "SELECT topic, qos, retained, convert_from(payload, 'UTF8') AS payload, reason, error"
                                        + " FROM dead_letter WHERE received_at > now() - interval '1 minute'"))
                .containsEntry("topic", "")
                .containsEntry("qos", null)
                .containsEntry("retained", null)
                .containsEntry("payload", "{")
                .containsEntry("reason", "unmappable")
                .containsEntry("error", "foreign\uFFFDunit: another unit");
    }

    private static Integer write(String file, String letter) throws Exception {
        String statement = Files.readString(Path.of("routes/sql", file)).replace(":?letters", "?");
        return tables.sql().queryForObject(statement, Integer.class, "[" + letter + "]");
    }
}
