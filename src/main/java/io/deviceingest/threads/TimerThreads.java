package io.deviceingest.threads;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.stereotype.Component;

/**
 * Gives every method with {@code @Scheduled} a thread of its own, which goes on whatever the method throws: one that
 * takes ten minutes, or waits for a lock, delays no other. Safe for any number of threads.
 */
@Component("taskScheduler")
final class TimerThreads implements TaskScheduler, LongLived, DisposableBean {

    private final List<Timer> timers = new CopyOnWriteArrayList<>();

    private record Timer(String name, ScheduledThreadPoolExecutor thread, ScheduledFuture<?> future) {

        /** Who is cancelled has not ended by itself. */
        boolean isDead() {
            return future.isDone() && !future.isCancelled();
        }
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant start, Duration delay) {
        Duration first = Duration.between(Instant.now(), start);
        String name = "timer-" + nameOf(task);
        Guard guard = new Guard(name);
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, steps -> daemon(steps, name));
        ScheduledFuture<?> future = thread.scheduleWithFixedDelay(
                () -> guard.attempt(task), Math.max(0, first.toNanos()), delay.toNanos(), TimeUnit.NANOSECONDS);
        timers.add(new Timer(name, thread, future));
        return future;
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
        return scheduleWithFixedDelay(task, Instant.now(), delay);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant start, Duration period) {
        throw onlyDelays();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
        throw onlyDelays();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
        throw onlyDelays();
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, Instant start) {
        throw onlyDelays();
    }

    private static UnsupportedOperationException onlyDelays() {
        return new UnsupportedOperationException("timers of this program are written with fixedDelay");
    }

    /** Class and method, without the package. */
    private static String nameOf(Runnable task) {
        return task.toString().replaceFirst("^(?:[a-z0-9]+\\.)+(?=[A-Z])", "");
    }

    /** What it waits for must not keep the process from its end. */
    private static Thread daemon(Runnable steps, String name) {
        Thread thread = new Thread(steps, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public List<String> deadThreads() {
        return timers.stream().filter(Timer::isDead).map(Timer::name).toList();
    }

    /** No step begins any more; one that is running is not waited for. */
    @Override
    public void destroy() {
        timers.forEach(timer -> timer.thread().shutdown());
    }
}
