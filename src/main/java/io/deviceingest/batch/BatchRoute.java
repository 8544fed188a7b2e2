package io.deviceingest.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;

/** Hands several bodies to a route as one exchange: a JSON array, and in headers how many they are and where each begins. */
final class BatchRoute {

    /** The header of the batch's exchange that says how many messages are in it. */
    private static final String SIZE_HEADER = "batchSize";

    /** The header with the place, from 0, of each message's first envelope, as PostgreSQL writes an array. */
    private static final String STARTS_HEADER = "messageStarts";

    /** That header where each message brings one envelope: the places need not be said. */
    private static final String ONE_EACH = "{}";

    /** What a route's answer calls the places, from 0, of envelopes of unknown devices, with commas between them. */
    private static final String UNKNOWN_DEVICES = "unknown";

    private BatchRoute() {}

    /**
     * Returns the places, from 0, of those that the route wrote nothing of, each with its devices that nobody registered.
     *
     * @throws Exception what the route failed with
     */
    static Map<Integer, List<String>> write(ProducerTemplate routes, String route, List<Envelopes> bodies)
            throws Exception {
        Exchange batch = routes.send(route, ExchangePattern.InOnly, exchange -> {
            exchange.getMessage().setBody(array(bodies));
            exchange.getMessage().setHeader(SIZE_HEADER, bodies.size());
            exchange.getMessage().setHeader(STARTS_HEADER, starts(bodies));
        });
        if (batch.getException() != null) {
            throw batch.getException();
        }
        return batch.getMessage().getBody() instanceof Map<?, ?> outcome
                        && outcome.get(UNKNOWN_DEVICES) instanceof String places
                ? byMessage(
                        bodies,
                        Arrays.stream(places.split(",")).map(Integer::valueOf).toList())
                : Map.of();
    }

    private static String array(List<Envelopes> bodies) {
        StringBuilder array = new StringBuilder(
                2 + bodies.stream().mapToInt(body -> body.length() + 1).sum());
        String separator = "";
        array.append('[');
        for (Envelopes body : bodies) {
            array.append(separator);
            body.appendTo(array);
            separator = ",";
        }
        return array.append(']').toString();
    }

    private static String starts(List<Envelopes> bodies) {
        if (bodies.stream().allMatch(body -> body.count() == 1)) {
            return ONE_EACH;
        }
        StringJoiner starts = new StringJoiner(",", "{", "}");
        int start = 0;
        for (Envelopes body : bodies) {
            starts.add(String.valueOf(start));
            start += body.count();
        }
        return starts.toString();
    }

    private static Map<Integer, List<String>> byMessage(List<Envelopes> bodies, List<Integer> places) {
        Map<Integer, List<String>> devices = new TreeMap<>();
        int message = 0;
        int start = 0;
        for (int place : places.stream().sorted().toList()) {
            while (place >= start + bodies.get(message).count()) {
                start += bodies.get(message).count();
                message++;
            }
            List<String> all = bodies.get(message).devices();
            devices.computeIfAbsent(message, any -> new ArrayList<>()).add(all.get(place - start));
        }
        return devices;
    }
}
