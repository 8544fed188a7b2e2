package io.deviceingest.console.letters;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.Found;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Section;
import io.deviceingest.deadletter.DeadLetterFilter;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.PayloadText;
import io.deviceingest.deadletter.replay.ReplayResult;
import io.deviceingest.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One dead letter as a whole: what came, why it is one, and what to try. Safe for any number of threads. */
public final class LetterPage implements ConsolePage {

    static final String PATH = "/console/dead-letter";

    private static final int FIRST_BYTES = 16 * 1024;

    private final ConsoleDatabase database;
    private final Settings settings;

    LetterPage(ConsoleDatabase database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * What the page shows.
     *
     * @param now what it would become now; null where nobody asked
     */
    public record Whole(long id, Found<Content> found, Rehearsal now) {}

    /** The letter and its payload. */
    public record Content(Letter letter, Payload payload) {}

    /**
     * What came.
     *
     * @param text null where the bytes are no text
     * @param hex as a hex dump
     * @param shown how many bytes of it are shown
     */
    public record Payload(int size, int shown, String text, String hex) {

        static Payload of(byte[] bytes, boolean whole) {
            byte[] some = whole || bytes.length <= FIRST_BYTES ? bytes : Arrays.copyOf(bytes, FIRST_BYTES);
            String text = PayloadText.isText(bytes) ? Visible.text(new String(bytes, StandardCharsets.UTF_8)) : null;
            if (text != null && some.length < bytes.length) {
                text = text.substring(0, Math.min(text.length(), FIRST_BYTES));
            }
            return new Payload(bytes.length, some.length, text, PayloadText.hexDump(some));
        }
    }

    /** What became of it in a replay that was taken back. */
    public record Rehearsal(String word, boolean good, String detail) {

        static Rehearsal of(ReplayResult result) {
            return new Rehearsal(result.kind().word(), result.kind().isDone(), Visible.text(result.detail()));
        }
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Section section() {
        return Section.LETTERS;
    }

    @Override
    public String template() {
        return "letter.jte";
    }

    @Override
    public Whole show(Query query) {
        return show(query, null);
    }

    Whole show(Query query, Rehearsal now) {
        long id = query.number("id", 0, 1, Long.MAX_VALUE);
        boolean whole = query.has("whole");
        List<String> filters = settings.mqtt().session().topics();
        Found<Optional<Content>> found = database.ask(connection -> {
            DeadLetterTable table = DeadLetterTable.over(connection);
            return table.rows(DeadLetterFilter.all().ids(List.of(id))).stream()
                    .findFirst()
                    .map(row -> new Content(Letter.of(row, filters), Payload.of(table.payload(id), whole)));
        });
        if (found.isThere() && found.value().isEmpty()) {
            throw Refusal.notFound("There is no dead letter " + id, "open the list: " + LettersPage.PATH);
        }
        return new Whole(id, found.map(content -> content.orElse(null)), now);
    }
}
