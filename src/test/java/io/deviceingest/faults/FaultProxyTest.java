package io.deviceingest.faults;

import static io.deviceingest.faults.Direction.DOWN;
import static io.deviceingest.faults.Direction.UP;
import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault of the network that tests can ask for, as both ends see it. */
class FaultProxyTest {

    private static final Duration A_WHILE = Duration.ofMillis(500);

    private EchoServer server;
    private FaultProxy proxy;
    private EchoClient client;

    @BeforeEach
    void start() throws Exception {
        server = new EchoServer();
        proxy = FaultProxy.start(server.port());
        client = EchoClient.talkingTo(proxy.port());
    }

    @AfterEach
    void nothingIsLeftBehind() throws Exception {
        proxy.close();
        assertThat(proxy.open()).isZero();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("fault-proxy"));
        client.close();
        server.close();
    }

    @Test
    void withoutAFaultItIsAWire() throws Exception {
        String words = IntStream.range(0, 200_000).mapToObj(String::valueOf).collect(Collectors.joining());

        client.say(words);

        client.hears(words);
        client.sayNoMore();
        client.hearsTheEnd();
        await().until(() -> proxy.open() == 0);
        assertThat(server.ends()).containsExactly("end");
        assertThat(proxy.connections()).isEqualTo(1);
    }

    @Test
    void aCutIsAnEndForBothSides() throws Exception {
        proxy.cut();

        assertThat(proxy.open()).isZero();
        client.hearsTheEnd();
        await().until(() -> server.ends().equals(List.of("end")));
        talk();
        assertThat(proxy.connections()).isEqualTo(2);
    }

    @Test
    void aResetIsAFailureForBothSides() throws Exception {
        proxy.reset();

        assertThat(proxy.open()).isZero();
        client.hearsAFailure();
        await().until(() -> server.ends().equals(List.of("failure")));
        talk();
    }

    @Test
    void aResetByOneSideIsOneForTheOther() throws Exception {
        client.reset();

        await().until(() -> server.ends().equals(List.of("failure")));
        assertThat(proxy.open()).isZero();
    }

    @Test
    void aSilenceHoldsUpBytesAndConnectionsUntilItEnds() throws Exception {
        proxy.silence();
        try (EchoClient newcomer = new EchoClient(proxy.port())) {
            client.say("old");
            newcomer.say("new");
            newcomer.sayNoMore();
            await().until(() -> proxy.open() == 2);
            await().during(A_WHILE).until(() -> server.received().equals("hello"));
            assertThat(server.ends()).isEmpty();

            proxy.endSilence();

            client.hears("old");
            newcomer.hears("new");
            newcomer.hearsTheEnd();
        }
    }

    @Test
    void aSilentConnectionCanBeCut() throws Exception {
        proxy.silence();
        client.say("unheard");

        proxy.cut();

        client.hearsTheEnd();
        await().until(() -> server.ends().equals(List.of("end")));
        assertThat(server.received()).isEqualTo("hello");
    }

    @Test
    void whoIsNewIsRefusedAndWhoIsThereStays() throws Exception {
        proxy.refuseConnections();

        assertThatIOException().isThrownBy(this::talk).isInstanceOf(ConnectException.class);
        client.say("still");
        client.hears("still");

        proxy.acceptConnections();
        talk();
    }

    @Test
    void latencyMakesBytesLateAndLeavesThemInOrder() throws Exception {
        proxy.latency(Duration.ofMillis(200), Duration.ofMillis(50));
        long start = System.nanoTime();
        StringBuilder words = new StringBuilder();
        for (int word = 0; word < 100; word++) {
            client.say(word + ",");
            words.append(word).append(',');
        }

        client.hears(words.toString());

        // There and back; one delay after the other would take 40 s.
        assertThat(since(start)).isBetween(Duration.ofMillis(400), Duration.ofSeconds(10));
    }

    @Test
    void latencyCanBeThatOfOneDirection() throws Exception {
        proxy.latency(DOWN, Duration.ofMinutes(10), Duration.ZERO);

        client.say("there");

        await().until(() -> server.received().equals("hellothere"));
    }

    @Test
    void aThinLineTakesItsTime() throws Exception {
        proxy.bandwidth(DOWN, 100_000);
        String words = "x".repeat(50_000);
        long start = System.nanoTime();

        client.say(words);
        client.hears(words);

        assertThat(since(start)).isBetween(Duration.ofMillis(490), Duration.ofSeconds(10));
    }

    @Test
    void slicedBytesArriveInPieces() throws Exception {
        proxy.slice(true);
        String words = "0123456789".repeat(2_000);

        client.say(words);

        String first = client.hearSome();
        assertThat(first.length()).isLessThan(words.length());
        client.hears(words.substring(first.length()));
    }

    @Test
    void aCutComesBehindTheLastOfSoManyBytesUp() throws Exception {
        proxy.cutAfter(UP, 3);
        client.say("12");
        client.hears("12");

        client.say("34");

        await().until(() -> server.ends().equals(List.of("end")));
        assertThat(server.received()).isEqualTo("hello123");
        talk();
    }

    @Test
    void aCutComesBehindTheLastOfSoManyBytesDown() throws Exception {
        proxy.cutAfter(DOWN, 4);

        client.say("1234");

        client.hears("1234");
        client.hearsTheEnd();
        talk();
    }

    @Test
    void healingEndsEveryFault() throws Exception {
        proxy.silence();
        proxy.refuseConnections();
        proxy.latency(Duration.ofMinutes(10), Duration.ZERO);
        proxy.bandwidth(1);
        proxy.slice(true);
        proxy.cutAfter(UP, 1);
        CompletableFuture<byte[]> swallowed = proxy.swallowNextReply();

        proxy.heal();

        client.say("well");
        client.hears("well");
        talk();
        assertThat(swallowed).isNotDone();
    }

    @Test
    void whereTheServerIsAwayAClientIsReset() throws Exception {
        server.close();

        try (EchoClient inVain = new EchoClient(proxy.port())) {
            inVain.hearsAFailure();
        }
        assertThat(proxy.connections()).isEqualTo(1);
    }

    private void talk() throws IOException {
        EchoClient.talkingTo(proxy.port()).close();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
