package io.deviceingest.mqtt.connect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Asks several questions at once, for as long as one may take. */
public final class Concurrently {

    private Concurrently() {}

    /** The answers that came in time, in the order of the questions; one that failed has none. */
    public static <T> List<T> ask(List<Callable<T>> questions, Duration limit) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(questions.size(), Concurrently::daemon);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> question : threads.invokeAll(questions, limit.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    answers.add(question.get());
                } catch (ExecutionException | CancellationException e) {
                    // No answer is what the caller is told.
                }
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    /** A name service that never answers must not keep the process from its end. */
    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "question");
        thread.setDaemon(true);
        return thread;
    }
}
