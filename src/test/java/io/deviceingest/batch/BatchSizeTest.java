package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A batch is limited by envelopes, and what one message brings is never divided. */
class BatchSizeTest {

    /** Of so many envelopes, each of ten bytes. */
    private record Message(int envelopes) implements BatchEntry {

        @Override
        public int size() {
            return 10 * envelopes;
        }

        @Override
        public boolean isWithdrawn() {
            return false;
        }

        @Override
        public void succeeded() {}

        @Override
        public void rejected(Exception cause) {}

        @Override
        public void handedBack(String reason) {}
    }

    @Test
    void takesWhatItsLimitsHoldAndOneMessageAtLeast() {
        Queue<Message> waiting = new ArrayDeque<>(messages(1, 3, 9, 1, 2, 2));
        BatchLimits limits = new BatchLimits(4, 1_000);

        assertThat(limits.take(waiting, 4)).isEqualTo(messages(1, 3));
        assertThat(limits.take(waiting, 4)).isEqualTo(messages(9));
        assertThat(limits.take(waiting, 4)).isEqualTo(messages(1, 2));
        assertThat(limits.take(waiting, 4)).isEqualTo(messages(2));
        assertThat(limits.take(waiting, 4)).isEmpty();
    }

    @Test
    void isLimitedByBytesToo() {
        Queue<Message> waiting = new ArrayDeque<>(messages(3, 1, 1));

        assertThat(new BatchLimits(1_000, 40).take(waiting, 1_000)).isEqualTo(messages(3, 1));
    }

    @Test
    void whatIsLeftOverIsTakenByItsEnvelopesAndSplitByItsMessages() {
        LeftOver<Message> leftOver = new LeftOver<>();
        leftOver.putBack(new Part<>(messages(5, 1, 3, 1, 1, 1)));

        assertThat(leftOver.take(4).entries()).isEqualTo(messages(5));
        assertThat(leftOver.take(4).entries()).isEqualTo(messages(1, 3));
        Part<Message> rest = leftOver.take(4);
        assertThat(rest.entries()).isEqualTo(messages(1, 1, 1));
        assertThat(rest.envelopes()).isEqualTo(3);
        leftOver.putBackInHalves(new Part<>(messages(7, 2)));
        assertThat(leftOver.take(100).entries()).isEqualTo(messages(7));
        assertThat(leftOver.take(100).entries()).isEqualTo(messages(2));
        assertThat(leftOver.isEmpty()).isTrue();
    }

    private static List<Message> messages(int... envelopes) {
        return IntStream.of(envelopes).mapToObj(Message::new).toList();
    }
}
