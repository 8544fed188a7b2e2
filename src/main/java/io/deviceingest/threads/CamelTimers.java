package io.deviceingest.threads;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.component.timer.TimerEndpoint;
import org.springframework.stereotype.Component;

/**
 * The threads of the routes that begin with {@code timer:}. They are Java's own: exceptions of a step
 * Camel keeps from them, but an error ends them, and such a route would never fire again and never be missed.
 */
@Component
final class CamelTimers implements LongLived {

    private final CamelContext routes;

    CamelTimers(CamelContext routes) {
        this.routes = routes;
    }

    @Override
    public List<String> deadThreads() {
        List<String> alive = namesOfThreads();
        return routes.getRoutes().stream()
                .filter(route -> route.getEndpoint() instanceof TimerEndpoint)
                .filter(route -> routes.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                .filter(route -> alive.stream().noneMatch(nameOfThread(route)))
                .map(route -> "timer of the route " + route.getRouteId())
                .toList();
    }

    /** Camel names it by the endpoint. */
    private static Predicate<String> nameOfThread(Route route) {
        String timer = ((TimerEndpoint) route.getEndpoint()).getTimerName();
        return Pattern.compile("timer://" + Pattern.quote(timer) + "(\\?.*)?$").asPredicate();
    }

    private static List<String> namesOfThreads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        // Some may begin while they are counted.
        Thread[] threads = new Thread[all.activeCount() * 2 + 100];
        all.enumerate(threads);
        return Arrays.stream(threads)
                .filter(Objects::nonNull)
                .map(Thread::getName)
                .toList();
    }
}
