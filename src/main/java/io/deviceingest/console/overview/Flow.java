package io.deviceingest.console.overview;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.deviceingest.message.MessageTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The account of the messages since the start, drawn as a flow: what was received is as wide as all that became of it. The
 * figures add up, because what is in flight is what is left. Immutable.
 */
public record Flow(long received, Curve rate, List<Outcome> outcomes) {

    /** How high a row of the drawing is, and how wide all messages together are. */
    private static final int ROW = 48;

    private static final double BREADTH = 40;
    private static final double THINNEST = 2;
    private static final int WIDTH = 160;

    /**
     * What became of some of them.
     *
     * @param tone {@code good}, {@code warn}, {@code bad} or {@code idle}
     * @param link where they are to be seen; empty where nowhere
     * @param ribbon the way from what was received to here, for the attribute {@code d} of a path; empty without messages
     */
    public record Outcome(
            String name,
            String meaning,
            long messages,
            double share,
            Curve rate,
            @JsonIgnore String tone,
            @JsonIgnore String link,
            @JsonIgnore String ribbon) {}

    static Flow of(MessageTotals totals, Samples samples) {
        Drawing flow = new Drawing(totals.received());
        for (OutcomeKind kind : OutcomeKind.values()) {
            flow.add(kind, kind.count(totals), kind.curve(samples));
        }
        return new Flow(totals.received(), samples.curve(MessageTotals::received), flow.outcomes);
    }

    @JsonIgnore
    public int height() {
        return ROW * outcomes.size();
    }

    /** Lays the outcomes below each other. */
    private static final class Drawing {

        private final long received;
        private final List<Outcome> outcomes = new ArrayList<>();
        private double left = (ROW * OutcomeKind.values().length - BREADTH) / 2;

        Drawing(long received) {
            this.received = received;
        }

        void add(OutcomeKind kind, long messages, Curve rate) {
            double share = received == 0 ? 0 : (double) messages / received;
            String ribbon = messages == 0 ? "" : ribbon(share * BREADTH);
            outcomes.add(new Outcome(kind.word, kind.meaning, messages, share, rate, kind.tone, kind.link(), ribbon));
        }

        private String ribbon(double breadth) {
            double shown = Math.max(THINNEST, breadth);
            double from = left + breadth / 2;
            double to = ROW * (outcomes.size() + 0.5);
            left += breadth;
            double half = shown / 2;
            double middle = WIDTH / 2.0;
            return String.format(
                    Locale.ROOT,
                    "M0 %.1f C%.0f %.1f %.0f %.1f %d %.1f V%.1f C%.0f %.1f %.0f %.1f 0 %.1f Z",
                    from - half,
                    middle,
                    from - half,
                    middle,
                    to - half,
                    WIDTH,
                    to - half,
                    to + half,
                    middle,
                    to + half,
                    middle,
                    from + half,
                    from + half);
        }
    }
}
