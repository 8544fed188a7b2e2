package io.deviceingest.threads;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Timers as the program writes them: none ends by itself, and none waits for another. */
class TimerThreadsTest {

    private AnnotationConfigApplicationContext program;
    private Timers timers;

    @BeforeEach
    void start() {
        program = new AnnotationConfigApplicationContext(TimerThreads.class, Timers.class);
        timers = program.getBean(Timers.class);
    }

    @AfterEach
    void stop() {
        timers.over.countDown();
        program.close();
    }

    @Test
    void whateverATimerThrowsItGoesOn() {
        await().until(() -> timers.failures.get() > 3);

        assertThat(deadThreads()).noneMatch(name -> name.endsWith(".fail"));
    }

    @Test
    void oneThatTakesForEverDelaysNoOther() {
        await().until(() -> timers.started.get() == Timers.SLOW && timers.failures.get() > 3);
    }

    @Test
    void oneThatCannotGoOnIsInTheListThatLivenessLooksAt() {
        await().untilAsserted(() -> assertThat(deadThreads()).hasSize(1));

        assertThat(deadThreads().get(0)).startsWith("timer-").endsWith("Timers.breakDown");
    }

    @Test
    void thoseOfAProgramThatEndsAreNotMissed() {
        TimerThreads threads = program.getBean(TimerThreads.class);
        await().untilAsserted(() -> assertThat(deadThreads()).hasSize(1));

        program.close();

        assertThat(threads.deadThreads()).hasSize(1);
    }

    private List<String> deadThreads() {
        return program.getBean(LongLived.class).deadThreads();
    }

    /** Of every kind. */
    @EnableScheduling
    static class Timers {

        static final int SLOW = 4;

        private final AtomicInteger failures = new AtomicInteger();
        private final AtomicInteger started = new AtomicInteger();
        private final CountDownLatch over = new CountDownLatch(1);

        @Scheduled(fixedDelay = 1)
        void fail() {
            throw failures.incrementAndGet() % 2 == 0 ? new StackOverflowError("sample") : new AssertionError("sample");
        }

        @Scheduled(fixedDelay = 1)
        void breakDown() {
            throw new InternalError("sample");
        }

        @Scheduled(fixedDelay = 1)
        void first() throws InterruptedException {
            takeForEver();
        }

        @Scheduled(initialDelay = 1, fixedDelay = 1)
        void second() throws InterruptedException {
            takeForEver();
        }

        @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.NANOSECONDS)
        void third() throws InterruptedException {
            takeForEver();
        }

        @Scheduled(fixedDelay = 1)
        void fourth() throws InterruptedException {
            takeForEver();
        }

        private void takeForEver() throws InterruptedException {
            started.incrementAndGet();
            over.await();
        }
    }
}
