package io.deviceingest.console;

import io.deviceingest.console.overview.RecentLines;
import io.deviceingest.console.web.Entrance;
import io.deviceingest.console.web.Router;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * Makes the console when the program is ready, on a thread of its own, so that the ingest does not wait for it; and ends it
 * before the program's parts go. A console that cannot be made is logged, and costs nothing else.
 */
final class ConsoleLife implements ApplicationListener<ApplicationEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleLife.class);

    private final ConfigurableApplicationContext program;
    private final Entrance entrance;
    private final RecentLines log;
    private AnnotationConfigApplicationContext beans;
    private boolean closed;

    ConsoleLife(ConfigurableApplicationContext program, Entrance entrance, RecentLines log) {
        this.program = program;
        this.entrance = entrance;
        this.log = log;
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof ApplicationReadyEvent) {
            Thread maker = new Thread(this::begin, "console-start");
            maker.setDaemon(true);
            maker.start();
        } else if (event instanceof ContextClosedEvent closing && closing.getApplicationContext() == program) {
            end();
        }
    }

    private synchronized void begin() {
        if (closed) {
            return;
        }
        try {
            // Not a child of the program's context: that one would hear this one's events, such as its end.
            beans = new AnnotationConfigApplicationContext(new DefaultListableBeanFactory(program.getBeanFactory()));
            beans.setEnvironment(program.getEnvironment());
            beans.getBeanFactory().registerSingleton("recentLines", log);
            beans.register(ConsoleConfiguration.class);
            beans.refresh();
            entrance.lead(
                    new Secured(beans.getBean("springSecurityFilterChain", Filter.class), beans.getBean(Router.class)));
        } catch (RuntimeException | LinkageError e) {
            LOG.error("[CONSOLE] The console does not start; everything else runs: {}", e.toString(), e);
        }
    }

    private synchronized void end() {
        closed = true;
        entrance.lead(null);
        if (beans != null) {
            beans.close();
        }
        log.stop();
    }

    /** Who may ask, is led on. */
    private record Secured(Filter security, Router router) implements Entrance.Console {

        @Override
        public boolean has(String path) {
            return router.has(path) || path.equals("/console/logout");
        }

        @Override
        public void serve(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            security.doFilter(
                    request,
                    response,
                    (allowed, answer) -> router.serve((HttpServletRequest) allowed, (HttpServletResponse) answer));
        }
    }
}
