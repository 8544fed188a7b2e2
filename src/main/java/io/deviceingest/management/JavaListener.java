package io.deviceingest.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Java's own HTTP server, which is enough for pages of health and metrics. Safe for any number of threads. */
final class JavaListener implements Listener {

    /** Enough for probes and scrapes; whoever comes beyond is refused, and asks again. */
    private static final int MAX_AT_ONCE = 16;

    private static final long IDLE_SECONDS = 30;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final ManagementServer pages;

    private JavaListener(HttpServer server, ManagementServer pages) {
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

    static JavaListener open(InetSocketAddress address, ManagementServer pages) throws IOException {
        limitTimes();
        JavaListener listener = new JavaListener(HttpServer.create(address, 0), pages);
        listener.server.setExecutor(listener.threads);
        listener.server.createContext("/", listener::handle);
        // Its own thread is of the kind that its maker is of, and must not keep the process from its end.
        Thread maker = daemon(listener.server::start, "management");
        maker.start();
        try {
            maker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return listener;
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

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Answer answer = pages.answer(
                    method,
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Accept"));
            boolean head = method.equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.content().length);
            if (!head) {
                exchange.getResponseBody().write(answer.content());
            }
        }
    }

    @Override
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
