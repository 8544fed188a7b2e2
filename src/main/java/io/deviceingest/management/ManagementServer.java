package io.deviceingest.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The one port of the program, for health and metrics. It is open before the first bean is made, and says until then
 * that the program starts; it closes when the program begins to stop. Safe for any number of threads.
 */
public final class ManagementServer implements SmartLifecycle, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

    /** Enough for probes and scrapes; whoever comes beyond is refused, and asks again. */
    private static final int MAX_AT_ONCE = 16;

    private static final long IDLE_SECONDS = 30;

    /** Before Camel, which says when it stops: pages of parts that have gone would mislead. */
    private static final int STOPS_FIRST = Integer.MAX_VALUE - 2048;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private volatile Map<String, Page> pages;
    private volatile boolean open = true;

    private ManagementServer(HttpServer server, Map<String, Page> pages) {
        this.server = server;
        this.pages = pages;
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0,
                MAX_AT_ONCE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                steps -> daemon(steps, "management-" + number.incrementAndGet()));
    }

    /** Opens a port of all addresses of this machine; 0 is any free one. */
    static ManagementServer open(int port, Map<String, Page> pages) throws IOException {
        limitTimes();
        ManagementServer management = new ManagementServer(HttpServer.create(new InetSocketAddress(port), 0), pages);
        management.server.setExecutor(management.threads);
        management.server.createContext("/", management::handle);
        // Its own thread is of the kind that its maker is of, and must not keep the process from its end.
        Thread maker = daemon(management.server::start, "management");
        maker.start();
        try {
            maker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return management;
    }

    /** Java's server waits without a limit for a client that sends half of its request, or does not read the answer. */
    private static void limitTimes() {
        for (String limit : new String[] {"maxReqTime", "maxRspTime"}) {
            setUnlessSet("sun.net.httpserver." + limit, "10");
        }
        setUnlessSet("sun.net.httpserver.nodelay", "true");
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static Thread daemon(Runnable steps, String name) {
        Thread thread = new Thread(steps, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Answers with these from now on. */
    void publish(Map<String, Page> ready) {
        pages = ready;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.content().length);
            if (!head) {
                exchange.getResponseBody().write(answer.content());
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.NOT_ALLOWED;
        }
        Page page = pages.get(exchange.getRequestURI().getPath());
        if (page == null) {
            return Answer.NOT_FOUND;
        }
        try {
            return page.answer(exchange.getRequestHeaders().getFirst("Accept"));
        } catch (Exception e) {
            LOG.warn("[THREAD] The page {} failed: {}", exchange.getRequestURI().getPath(), e.toString(), e);
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
        server.stop(0);
        threads.shutdown();
    }
}
