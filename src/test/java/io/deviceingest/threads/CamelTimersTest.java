package io.deviceingest.threads;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A route that begins with a timer and whose thread has ended is in the list that liveness looks at. */
class CamelTimersTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final CamelTimers timers = new CamelTimers(camel);
    private final AtomicInteger fired = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:sample?period=1").routeId("failing").process(exchange -> {
                    fired.incrementAndGet();
                    throw new StackOverflowError("sample");
                });
            }
        });
        // The message of the thread that has ended never comes to its end.
        camel.getShutdownStrategy().setTimeout(1);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void aThreadThatAnErrorHasEndedIsNamed() {
        // Awaitility would take the end of that thread for one of the test.
        await().dontCatchUncaughtExceptions()
                .untilAsserted(() -> assertThat(timers.deadThreads()).containsExactly("timer of the route failing"));
        assertThat(fired).hasValue(1);
    }

    @Test
    void aThreadThatLivesIsNot() throws Exception {
        camel.getRouteController().stopRoute("failing");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("timer:other?period=1").routeId("good").process(exchange -> fired.incrementAndGet());
            }
        });

        await().dontCatchUncaughtExceptions().until(() -> fired.get() > 3);

        assertThat(timers.deadThreads()).isEmpty();
    }
}
