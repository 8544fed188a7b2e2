package io.deviceingest.testkit;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ports for servers of tests. A port belongs to whom it was given, before its server has started and while it is stopped:
 * it is none of those that the system hands out by itself, none that this JVM has given away, and none of those of the JVMs
 * that run tests beside this one. Safe for any number of threads.
 */
public final class FreePort {

    private static final Logger LOG = LoggerFactory.getLogger(FreePort.class);

    private static final int LOWEST = 10_000;
    /** Linux's; other systems begin higher. */
    private static final int LOWEST_EPHEMERAL = 32_768;

    /** More than are started (pom.xml). */
    private static final int JVMS = 16;

    private static final int EACH = (LOWEST_EPHEMERAL - LOWEST) / JVMS;

    private static final int FIRST = LOWEST + EACH * (numberOfThisJvm() % JVMS);
    /** Another build may run on this machine: it begins elsewhere. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(EACH));

    private FreePort() {}

    /** The next one that nobody listens on. */
    public static int next() throws IOException {
        while (true) {
            int port = FIRST + NEXT.getAndIncrement() % EACH;
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                LOG.debug("Port {} is in use", port);
            }
        }
    }

    /** Any where Maven has not numbered it, because it runs alone. */
    private static int numberOfThisJvm() {
        return Integer.getInteger("test.jvm", ThreadLocalRandom.current().nextInt(JVMS));
    }
}
