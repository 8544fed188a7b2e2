package io.deviceingest.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;

/** Hands several bodies to a route as one exchange: a JSON array, and how many they are in a header. */
final class BatchRoute {

    /** The header of the batch's exchange that says how many messages are in it. */
    private static final String SIZE_HEADER = "batchSize";

    /** What a route's answer calls the places, from 0, of messages that it left out, with commas between them. */
    private static final String UNKNOWN_DEVICES = "unknown";

    private BatchRoute() {}

    /**
     * Returns the places of those that the route wrote nothing of, because nobody registered their devices.
     *
     * @throws Exception what the route failed with
     */
    static List<Integer> write(ProducerTemplate routes, String route, List<String> bodies) throws Exception {
        StringBuilder array = new StringBuilder(
                2 + bodies.stream().mapToInt(body -> body.length() + 1).sum());
        String separator = "";
        array.append('[');
        for (String body : bodies) {
            array.append(separator).append(body);
            separator = ",";
        }
        Exchange batch = routes.send(route, ExchangePattern.InOnly, exchange -> {
            exchange.getMessage().setBody(array.append(']').toString());
            exchange.getMessage().setHeader(SIZE_HEADER, bodies.size());
        });
        if (batch.getException() != null) {
            throw batch.getException();
        }
        return batch.getMessage().getBody() instanceof Map<?, ?> outcome
                        && outcome.get(UNKNOWN_DEVICES) instanceof String places
                ? Arrays.stream(places.split(",")).map(Integer::valueOf).toList()
                : List.of();
    }
}
