package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What the message behind an exchange is told about the memory that it takes in the batch. */
class PendingExchangeTest {

    private final List<Integer> grew = new ArrayList<>();

    @Test
    void aListCountsBesideItsPayloadAndOneEnvelopeIsThePayloadAgain() {
        String envelope = "{\"device_id\":\"d\"}";
        String list = "[" + envelope + "," + envelope + "]";
        pending(Envelopes.of(envelope, 2));
        pending(Envelopes.of("[" + envelope + "]", 2));
        assertThat(grew).isEmpty();

        assertThat(pending(Envelopes.of(list, 2)).envelopes()).isEqualTo(2);
        assertThat(grew).containsExactly(list.length());
    }

    private PendingExchange pending(Envelopes body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Withdrawable.PROPERTY, new Withdrawable() {
            @Override
            public boolean isWithdrawn() {
                return false;
            }

            @Override
            public void grewBy(int bytes) {
                grew.add(bytes);
            }
        });
        return new PendingExchange(exchange, body, doneSync -> {});
    }
}
