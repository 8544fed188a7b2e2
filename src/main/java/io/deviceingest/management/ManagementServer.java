package io.deviceingest.management;

import io.deviceingest.settings.ManagementSettings;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The one port of the program, for health, metrics and the console. It is open before the first bean is made, and says
 * until then that the program starts; it closes when the program begins to stop. Safe for any number of threads.
 */
public final class ManagementServer implements SmartLifecycle, ConsoleListener.Pages, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    /** Before Camel, which says when it stops: pages of parts that have gone would mislead. */
    private static final int STOPS_FIRST = Integer.MAX_VALUE - 2048;

    private volatile Map<String, Page> pages;
    private volatile boolean open = true;
    private Listener listener;

    private ManagementServer(Map<String, Page> pages) {
        this.pages = pages;
    }

    /** Opens the port for a program. */
    static ManagementServer open(
            ConfigurableApplicationContext program, ManagementSettings settings, Map<String, Page> pages)
            throws IOException {
        ManagementServer server = new ManagementServer(pages);
        server.listener = settings.console().isOn()
                ? ConsoleListener.installed().open(program, settings, server)
                : JavaListener.open(settings.socketAddress(), server);
        return server;
    }

    /** Answers with these from now on. */
    void publish(Map<String, Page> ready) {
        pages = ready;
    }

    public int port() {
        return listener.port();
    }

    @Override
    public boolean has(String path) {
        return pages.containsKey(path);
    }

    @Override
    public Answer answer(String method, String path, String accept) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.NOT_ALLOWED;
        }
        Page page = pages.get(path);
        if (page == null) {
            return Answer.NOT_FOUND;
        }
        try {
            return page.answer(accept);
        } catch (Exception e) {
            LOG.warn("[THREAD] The page {} failed: {}", path, e.toString(), e);
            return Answer.BROKEN;
        }
    }

    @Override
    public int getPhase() {
        return STOPS_FIRST;
    }

    /** It is open from the beginning. */
    @Override
    public void start() {}

    @Override
    public boolean isRunning() {
        return open;
    }

    @Override
    public void stop() {
        close();
    }

    @Override
    public void close() {
        open = false;
        listener.close();
    }
}
