package io.deviceingest.doctor.flow;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes Ctrl-C the end of listening, after which everything is still reported, instead of the end of the process. */
public final class Interruption implements AutoCloseable {

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);

    /** From now on; the process goes on for so long at most when it is asked to end. */
    void watch(Duration patience) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> letFinish(patience), "ctrl-c"));
    }

    boolean isAsked() {
        return asked.getCount() == 0;
    }

    private void letFinish(Duration patience) {
        asked.countDown();
        try {
            finished.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is reported: the process may end. */
    @Override
    public void close() {
        finished.countDown();
    }
}
