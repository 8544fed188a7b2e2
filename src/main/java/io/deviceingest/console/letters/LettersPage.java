package io.deviceingest.console.letters;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.Found;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.deadletter.DeadLetterTable;
import io.deviceingest.deadletter.DeadLetterTable.OfReason;
import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.settings.Settings;
import java.util.List;

/** The dead letters that a filter means, and how many are open for each reason. Safe for any number of threads. */
public final class LettersPage implements ConsolePage {

    static final String PATH = Section.LETTERS.path();

    private static final int ON_A_PAGE = 50;

    private final ConsoleDatabase database;
    private final Settings settings;

    LettersPage(ConsoleDatabase database, Settings settings) {
        this.database = database;
        this.settings = settings;
    }

    /**
     * What the page shows.
     *
     * @param reasons all there are
     * @param found null in it where the database does not answer
     */
    public record Letters(LetterQuery query, List<String> reasons, Found<Page> found) {}

    /**
     * What the database says.
     *
     * @param open by reason, those with the most first
     * @param older the id before which the next page begins; 0 for none
     */
    public record Page(List<OfReason> open, List<Letter> letters, long older) {

        /** How many are open, whatever the filter is. */
        public long allOpen() {
            return open.stream().mapToLong(OfReason::count).sum();
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
        return "letters.jte";
    }

    @Override
    public Letters show(Query query) {
        LetterQuery letters = LetterQuery.of(query);
        long before = query.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        List<String> filters = settings.mqtt().session().topics();
        Found<Page> found = database.ask(connection -> {
            DeadLetterTable table = DeadLetterTable.over(connection);
            List<Letter> some = table.newest(letters.filter().before(before), ON_A_PAGE + 1).stream()
                    .map(row -> Letter.of(row, filters))
                    .toList();
            boolean more = some.size() > ON_A_PAGE;
            return new Page(
                    table.openByReason(),
                    more ? some.subList(0, ON_A_PAGE) : some,
                    more ? some.get(ON_A_PAGE - 1).id() : 0);
        });
        return new Letters(letters, List.copyOf(DeadLetterReason.labels()), found);
    }
}
