package io.deviceingest.console.device;

import io.deviceingest.doctor.flow.Flow;
import io.deviceingest.doctor.flow.FlowReport;
import io.deviceingest.doctor.flow.Look;
import io.deviceingest.doctor.report.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What comes of listening once for a device: so much as a person can read. Safe for any number of threads. */
final class Listening implements FlowReport {

    static final int KEPT = 50;

    private final String device;
    private final Instant startedAt;
    private final Deque<Heard> heard = new ArrayDeque<>();
    private final List<ListeningModel.Note> notes = new ArrayList<>();
    private int more;
    private boolean running = true;

    Listening(String device, Instant startedAt) {
        this.device = device;
        this.startedAt = startedAt;
    }

    @Override
    public synchronized void heard(Look look) {
        heard.addFirst(Heard.of(look));
        if (heard.size() > KEPT) {
            heard.removeLast();
            more++;
        }
    }

    @Override
    public synchronized void found(Finding finding) {
        boolean listens = finding.what().equals(Flow.LISTENING) && !finding.isFailure();
        notes.add(new ListeningModel.Note(
                finding.verdict().name().toLowerCase(Locale.ROOT),
                listens ? "Listens " + finding.detail() : finding.detail(),
                finding.remedy()));
    }

    synchronized void ended() {
        running = false;
    }

    synchronized boolean isRunning() {
        return running;
    }

    synchronized ListeningModel model(Instant now, Duration time) {
        long left = running
                ? Math.max(0, time.minus(Duration.between(startedAt, now)).toSeconds())
                : 0;
        return new ListeningModel(device, startedAt, running, left, List.copyOf(heard), more, List.copyOf(notes));
    }
}
