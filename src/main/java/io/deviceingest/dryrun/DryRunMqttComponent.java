package io.deviceingest.dryrun;

import io.deviceingest.message.DeviceTopic;
import io.deviceingest.site.UriPath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** {@code paho-mqtt5:<filters>} without a broker: it brings what a dry run is asked about. Safe for any number of threads. */
final class DryRunMqttComponent extends DefaultComponent {

    private final List<Entrance> all = new CopyOnWriteArrayList<>();

    /** Where a message on this topic comes in; empty where no route subscribes to it. */
    Optional<Entrance> entrance(String topic) {
        return all.stream().filter(entrance -> entrance.takes(topic)).findFirst();
    }

    /** What the routes subscribe to, in the order of the routes. */
    List<String> filters() {
        return all.stream().flatMap(entrance -> entrance.filters.stream()).toList();
    }

    /** The same, of each route. */
    List<Subscription> subscriptions() {
        return all.stream()
                .map(entrance -> new Subscription(entrance.getRouteId(), entrance.filters))
                .toList();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String filters, Map<String, Object> parameters) {
        // The quality of service concerns the broker.
        parameters.clear();
        return new DefaultEndpoint(uri, this) {

            @Override
            public Consumer createConsumer(Processor processor) {
                List<String> each = Arrays.stream(UriPath.decoded(filters).split(","))
                        .map(String::strip)
                        .toList();
                return new Entrance(this, processor, each);
            }

            @Override
            public Producer createProducer() {
                return new CapturingEndpoint(
                                uri,
                                getComponent(),
                                exchange -> DryRunTrace.of(exchange).beyond(uri))
                        .createProducer();
            }

            @Override
            public boolean isRemote() {
                return false;
            }
        };
    }

    /** The beginning of one route. */
    final class Entrance extends DefaultConsumer {

        private final List<String> filters;

        Entrance(DefaultEndpoint endpoint, Processor route, List<String> filters) {
            super(endpoint, route);
            this.filters = filters;
        }

        List<String> filters() {
            return filters;
        }

        /** Lets one message in, and returns when its way has ended. */
        Exchange send(Processor message) {
            Exchange exchange = getEndpoint().createExchange();
            try {
                message.process(exchange);
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
            return exchange;
        }

        private boolean takes(String topic) {
            return filters.stream().anyMatch(filter -> DeviceTopic.matches(filter, topic));
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            all.add(this);
        }

        @Override
        protected void doStop() throws Exception {
            all.remove(this);
            super.doStop();
        }
    }
}
