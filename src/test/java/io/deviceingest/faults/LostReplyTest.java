package io.deviceingest.faults;

import static io.deviceingest.testkit.Patience.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request that arrives and whose reply does not. */
class LostReplyTest {

    private EchoServer server;
    private FaultProxy proxy;
    private EchoClient client;
    private EchoClient other;

    @BeforeEach
    void start() throws Exception {
        server = new EchoServer();
        proxy = FaultProxy.start(server.port());
        client = EchoClient.talkingTo(proxy.port());
        other = EchoClient.talkingTo(proxy.port());
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        other.close();
        proxy.close();
        server.close();
    }

    @Test
    void theNextReplyIsLostAfterItsRequestHasArrived() throws Exception {
        CompletableFuture<byte[]> swallowed = proxy.swallowNextReply();
        assertThat(swallowed).isNotDone();

        client.say("COMMIT");

        assertThat(swallowed).succeedsWithin(SOON).isEqualTo("COMMIT".getBytes(StandardCharsets.UTF_8));
        assertThat(server.received()).endsWith("COMMIT");
        client.hearsTheEnd();
        assertThat(proxy.open()).isEqualTo(1);
        other.say("again");
        other.hears("again");
    }

    @Test
    void theReplyToATextIsLostAlsoWhereTheTextComesInParts() throws Exception {
        CompletableFuture<byte[]> swallowed = proxy.swallowReplyTo("COMMIT");
        for (String part : List.of("BEGIN COM", "M", "I")) {
            client.say(part);
            client.hears(part);
            other.say("T");
            other.hears("T");
        }

        client.say("T");

        assertThat(swallowed).succeedsWithin(SOON).isEqualTo(new byte[] {'T'});
        client.hearsTheEnd();
        other.say("COMMIT");
        other.hears("COMMIT");
    }
}
