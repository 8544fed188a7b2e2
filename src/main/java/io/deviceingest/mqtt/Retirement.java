package io.deviceingest.mqtt;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the program to end the session of its client id instead of serving it; as a bean it makes the connection a
 * {@link RetiringConnection}. Safe for any number of threads.
 */
public final class Retirement {

    /** How it ended: whether there is no session any more, and the words for it. */
    public record End(boolean good, String words) {}

    private final Duration quietFor;
    private final boolean unsubscribeFirst;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /**
     * @param quietFor how long no message must have come before the session counts as empty
     * @param unsubscribeFirst whether the broker goes on delivering what waits when its subscription has ended
     */
    public Retirement(Duration quietFor, boolean unsubscribeFirst) {
        this.quietFor = quietFor;
        this.unsubscribeFirst = unsubscribeFirst;
    }

    /** Waits so long, at most; empty when it has not come to its end. */
    public Optional<End> await(Duration limit) throws InterruptedException {
        try {
            return Optional.of(end.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Duration quietFor() {
        return quietFor;
    }

    boolean unsubscribesFirst() {
        return unsubscribeFirst;
    }

    void ended(boolean good, String words) {
        end.complete(new End(good, words));
    }
}
