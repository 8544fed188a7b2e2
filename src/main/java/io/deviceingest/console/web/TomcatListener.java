package io.deviceingest.console.web;

import io.deviceingest.management.Listener;
import io.deviceingest.settings.ManagementSettings;
import jakarta.servlet.SessionTrackingMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.apache.tomcat.util.http.Rfc6265CookieProcessor;

/**
 * Tomcat, with one servlet and nothing of its own: no folder, no page, no name. What it holds at once, and for how long,
 * has limits. Safe for any number of threads.
 */
public final class TomcatListener implements Listener {

    private static final int THREADS = 16;
    private static final int CONNECTIONS = 128;
    private static final int SESSIONS = 200;
    private static final int IDLE_MINUTES = 30;

    /** A payload of 256 KiB in a form, where every byte may become three characters. */
    private static final int MAX_FORM = 1024 * 1024;

    private final Tomcat tomcat;

    private TomcatListener(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    /** Listens from now on. */
    public static TomcatListener open(ManagementSettings settings, Entrance entrance) throws IOException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(temporary());
        tomcat.setConnector(connector(settings));
        tomcat.getEngine().setBackgroundProcessorDelay(30);
        ((StandardHost) tomcat.getHost()).setErrorReportValveClass(Silent.class.getName());
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setWorkDir(temporary());
        // It ends with the process: there is no next one that its leftovers could harm.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        limitSessions(context, "console-" + settings.port());
        context.getPipeline().addValve(new ForwardedHttps());
        Wrapper servlet = Tomcat.addServlet(context, "entrance", entrance);
        servlet.setAsyncSupported(true);
        servlet.addMapping("/");
        TomcatListener listener = new TomcatListener(tomcat);
        try {
            tomcat.start();
        } catch (LifecycleException e) {
            listener.close();
            throw new IOException(
                    e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
        return listener;
    }

    /** There already: nothing is written to it. */
    private static String temporary() {
        return System.getProperty("java.io.tmpdir");
    }

    private static Connector connector(ManagementSettings settings) {
        Connector connector = new Connector();
        // What cannot be opened ends the start, instead of a line in the log.
        connector.setThrowOnFailure(true);
        connector.setPort(settings.port());
        InetSocketAddress address = settings.socketAddress();
        if (!settings.address().isEmpty()) {
            connector.setProperty("address", address.getAddress().getHostAddress());
        }
        connector.setProperty("maxThreads", String.valueOf(THREADS));
        connector.setProperty("minSpareThreads", "1");
        connector.setProperty("maxConnections", String.valueOf(CONNECTIONS));
        connector.setProperty("connectionTimeout", "10000");
        connector.setProperty("keepAliveTimeout", "15000");
        connector.setMaxPostSize(MAX_FORM);
        connector.setXpoweredBy(false);
        // Not found then, as any other path.
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
        return connector;
    }

    private static void limitSessions(Context context, String cookie) {
        StandardManager sessions = new StandardManager();
        // Sessions end with the program.
        sessions.setPathname(null);
        sessions.setMaxActiveSessions(SESSIONS);
        context.setManager(sessions);
        context.setSessionTimeout(IDLE_MINUTES);
        // Programs on one host share their cookies, whatever their ports.
        context.setSessionCookieName(cookie);
        context.setSessionCookiePath("/console");
        context.setUseHttpOnly(true);
        Rfc6265CookieProcessor cookies = new Rfc6265CookieProcessor();
        cookies.setSameSiteCookies("strict");
        context.setCookieProcessor(cookies);
        context.addServletContainerInitializer(
                (none, servlets) -> servlets.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.COOKIE)), Set.of());
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            Logger.getLogger(TomcatListener.class.getName()).log(Level.FINE, "already closed", e);
        }
    }

    /** What Tomcat refuses before the servlet sees it, it refuses without its name and version. */
    public static final class Silent extends ErrorReportValve {
        public Silent() {
            setShowReport(false);
            setShowServerInfo(false);
        }
    }
}
