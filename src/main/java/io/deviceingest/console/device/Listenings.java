package io.deviceingest.console.device;

import io.deviceingest.doctor.flow.Flow;
import io.deviceingest.settings.Settings;
import io.deviceingest.threads.Guard;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Who listens for which device: each for 30 s, at most four at once, and whoever wants the same device looks at the same.
 * Each has a connection of its own to the broker, as {@code doctor --device} has: so it hears what other replicas get, and
 * what is sent to a topic that the program does not take, and the way of the ingest knows nothing of it. Safe for any
 * number of threads.
 */
public final class Listenings implements AutoCloseable {

    public static final int MOST_AT_ONCE = 4;
    public static final Duration TIME = Duration.ofSeconds(30);

    /** What has ended can be looked at until so many others came. */
    private static final int KEPT = 8;
    /** How long the program may take for a message. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Settings settings;
    private final ConfigurableEnvironment environment;
    private final DataSource database;
    private final BooleanSupplier isBusy;
    private final InstantSource clock;
    private final Duration time;
    private final Guard guard = new Guard("listening");
    private final Map<String, Listening> byDevice = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * @param database where messages are followed to
     * @param isBusy whether so much comes that the other devices must not be listened to
     */
    public Listenings(
            Settings settings,
            ConfigurableEnvironment environment,
            DataSource database,
            BooleanSupplier isBusy,
            InstantSource clock) {
        this(settings, environment, database, isBusy, clock, TIME);
    }

    Listenings(
            Settings settings,
            ConfigurableEnvironment environment,
            DataSource database,
            BooleanSupplier isBusy,
            InstantSource clock,
            Duration time) {
        this.time = time;
        this.settings = settings;
        this.environment = environment;
        this.database = database;
        this.isBusy = isBusy;
        this.clock = clock;
    }

    /** Begins to listen, unless somebody does already; false where too many others do. */
    public synchronized boolean start(String device) {
        Listening last = byDevice.get(device);
        if (last != null && last.isRunning()) {
            return true;
        }
        if (byDevice.values().stream().filter(Listening::isRunning).count() >= MOST_AT_ONCE) {
            return false;
        }
        Listening listening = new Listening(device, clock.instant());
        byDevice.remove(device);
        byDevice.put(device, listening);
        forgetOldest();
        Thread thread = new Thread(() -> listen(device, listening), "console-listening");
        thread.setDaemon(true);
        thread.start();
        return true;
    }

    private void forgetOldest() {
        Iterator<Listening> oldest = byDevice.values().iterator();
        while (byDevice.size() > KEPT && oldest.hasNext()) {
            if (!oldest.next().isRunning()) {
                oldest.remove();
            }
        }
    }

    private void listen(String device, Listening listening) {
        try {
            new Flow(settings, environment, PATIENCE, database, listening)
                    .watch(device, time, !isBusy.getAsBoolean(), () -> closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            guard.report(e);
        } finally {
            listening.ended();
        }
    }

    /** What came of the last time that somebody listened for a device. */
    public synchronized ListeningModel of(String device) {
        Listening listening = byDevice.get(device);
        return listening == null
                ? new ListeningModel(device, null, false, 0, List.of(), 0, List.of())
                : listening.model(clock.instant(), time);
    }

    /** Whoever listens ends with the next message, or soon. */
    @Override
    public void close() {
        closed = true;
    }
}
