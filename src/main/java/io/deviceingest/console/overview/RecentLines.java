package io.deviceingest.console.overview;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.deviceingest.problem.Printable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * The newest log lines of each part of the ingest, so that somebody without the log sees what it says: so many of each,
 * that a part which fails all the time does not push the others out. Safe for any number of threads.
 */
public final class RecentLines extends AppenderBase<ILoggingEvent> {

    private static final Pattern PART = Pattern.compile("\\[(MQTT|DB|BATCH|ROUTES)] (.*)", Pattern.DOTALL);
    private static final int OF_EACH = 25;
    private static final int LONGEST = 600;

    private final Map<String, Deque<Line>> byPart = new TreeMap<>();

    /**
     * One line.
     *
     * @param part such as {@code MQTT}
     * @param warning whether it is more than information
     */
    public record Line(Instant time, String part, boolean warning, String text) {}

    /** Listens to the log from now on, until it is stopped. */
    public static RecentLines listening() {
        LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
        RecentLines lines = new RecentLines();
        lines.setContext(log);
        lines.setName("console");
        lines.start();
        log.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(lines);
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Matcher part = PART.matcher(event.getFormattedMessage());
        if (part.matches()) {
            String text = Printable.line(part.group(2));
            Line line = new Line(
                    event.getInstant(),
                    part.group(1),
                    event.getLevel().isGreaterOrEqual(Level.WARN),
                    text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
            synchronized (byPart) {
                Deque<Line> lines = byPart.computeIfAbsent(line.part, any -> new ArrayDeque<>());
                lines.addFirst(line);
                if (lines.size() > OF_EACH) {
                    lines.removeLast();
                }
            }
        }
    }

    /** So many at most, in the order of a log: the newest last. */
    List<Line> newest(int count) {
        List<Line> all = new ArrayList<>();
        synchronized (byPart) {
            byPart.values().forEach(all::addAll);
        }
        return all.stream()
                .sorted(Comparator.comparing(Line::time))
                .skip(Math.max(0, all.size() - count))
                .toList();
    }

    @Override
    public void stop() {
        ((LoggerContext) getContext())
                .getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)
                .detachAppender(this);
        super.stop();
    }
}
