package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.threads.Backoff;
import io.deviceingest.threads.Guard;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The batching itself, without Camel, broker or database: who is written with whom, and who ends how. */
class BatcherTest {

    private final SQLException poison = new SQLException("bad value", "22P02");
    private final SQLException deadlock = new SQLException("deadlock", "40P01");
    private final SQLException timeout = new SQLException("timeout", "57014");

    private final List<List<String>> writes = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private Batcher<Word> batcher;
    private Thread thread;

    @AfterEach
    void stop() throws InterruptedException {
        batcher.stop();
        thread.join();
    }

    @Test
    void everythingThatWaitsIsWrittenTogetherInOrder() throws Exception {
        batcher(10, entries -> {}, null);
        add("a", "b", "c");
        run();

        awaitEnds("a stored", "b stored", "c stored");
        assertThat(writes).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void aBatchIsNeverLargerThanItsLimit() throws Exception {
        batcher(2, entries -> {}, null);
        add("a", "b", "c");
        run();

        awaitEnds("a stored", "b stored", "c stored");
        assertThat(writes).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void onlyTheGuiltyOneIsRejected() throws Exception {
        batcher(10, entries -> refuse(entries, "bad", poison), null);
        add("a", "bad", "c", "d");
        run();

        awaitEnds("a stored", "bad rejected", "c stored", "d stored");
    }

    @Test
    void aLoneGuiltyOneGoesToTheLastResortWhereThereIsOne() throws Exception {
        List<String> lastResort = new CopyOnWriteArrayList<>();
        batcher(10, entries -> refuse(entries, "bad", poison), entries -> lastResort.add(entries.get(0).text));
        add("a", "bad");
        run();

        awaitEnds("a stored", "bad stored");
        assertThat(lastResort).containsExactly("bad");
    }

    @Test
    void aFaultOfTheSystemHoldsEverythingUntilItIsOver() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        batcher(
                10,
                entries -> {
                    if (attempts.incrementAndGet() <= 3) {
                        throw deadlock;
                    }
                },
                null);
        add("a", "b");
        run();

        awaitEnds("a stored", "b stored");
        assertThat(writes).hasSize(4).allMatch(List.of("a", "b")::equals);
    }

    @Test
    void afterATimeoutTheNextAttemptTakesHalfAndTheSizeGrowsAgain() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        batcher(
                4,
                entries -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw timeout;
                    }
                },
                null);
        add("a", "b", "c", "d", "e", "f", "g", "h");
        run();

        await().until(() -> ends.size() == 8);
        assertThat(writes)
                .containsExactly(
                        List.of("a", "b", "c", "d"), List.of("a", "b"), List.of("c", "d"), List.of("e", "f", "g", "h"));
    }

    @Test
    void whatWasWithdrawnWhileItWaitedIsHandedBackUnwritten() throws Exception {
        CountDownLatch failing = new CountDownLatch(1);
        batcher(
                10,
                entries -> {
                    failing.countDown();
                    if (entries.stream().anyMatch(entry -> entry.text.equals("a"))) {
                        throw deadlock;
                    }
                },
                null);
        Word a = new Word("a");
        batcher.add(a);
        run();
        failing.await();
        a.withdrawn = true;
        batcher.handBackWithdrawn();
        add("b");

        awaitEnds("a handed back", "b stored");
    }

    @Test
    void whatWasWithdrawnIsWrittenNeitherAtFirstNorAsAPart() throws Exception {
        Word bad = new Word("bad");
        Word late = new Word("late");
        late.withdrawn = true;
        batcher(
                10,
                entries -> {
                    bad.withdrawn = true;
                    refuse(entries, "bad", poison);
                },
                null);
        add("a");
        batcher.add(bad);
        batcher.add(late);
        run();

        awaitEnds("a stored", "bad handed back", "late handed back");
        assertThat(writes).containsExactly(List.of("a", "bad"), List.of("a"));
    }

    @Test
    void aStopHandsBackWhatIsHeldAndTakesNothingMore() throws Exception {
        CountDownLatch failing = new CountDownLatch(1);
        batcher(
                10,
                entries -> {
                    failing.countDown();
                    throw deadlock;
                },
                null);
        add("a");
        run();
        failing.await();
        batcher.stop();

        awaitEnds("a handed back");
        thread.join();
        assertThat(batcher.add(new Word("late"))).isFalse();
    }

    private void batcher(int limit, BatchWriter<Word> writer, BatchWriter<Word> lastResort) {
        batcher = new Batcher<>(
                new BatchLimits(limit, 1_000),
                entries -> {
                    writes.add(entries.stream().map(entry -> entry.text).toList());
                    writer.write(entries);
                },
                lastResort,
                new PauseListener(() -> {}),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5)),
                new Guard("batcher-test"));
        thread = new Thread(batcher::run, "batcher-test");
    }

    private void run() {
        thread.start();
    }

    private void add(String... words) {
        for (String word : words) {
            batcher.add(new Word(word));
        }
    }

    private void awaitEnds(String... expected) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(new ArrayList<>(ends)).containsExactlyInAnyOrder(expected));
    }

    private static void refuse(List<Word> entries, String word, SQLException fault) throws SQLException {
        if (entries.stream().anyMatch(entry -> entry.text.equals(word))) {
            throw fault;
        }
    }

    private final class Word implements BatchEntry {

        private final String text;
        private volatile boolean withdrawn;

        Word(String text) {
            this.text = text;
        }

        @Override
        public int size() {
            return text.length();
        }

        @Override
        public boolean isWithdrawn() {
            return withdrawn;
        }

        @Override
        public void succeeded() {
            ends.add(text + " stored");
        }

        @Override
        public void rejected(Exception cause) {
            ends.add(text + " rejected");
        }

        @Override
        public void handedBack(String reason) {
            ends.add(text + " handed back");
        }
    }
}
