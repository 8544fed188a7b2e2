package io.deviceingest.console.database;

import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;

/** What the console asks, over the database of a test. */
public final class ConsoleDatabases {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private ConsoleDatabases() {}

    public static ConsoleDatabase of(TestSite site) {
        return new ConsoleDatabase(
                new DatabaseSettings(site.database().url(), "postgres", "", false, LIMIT, LIMIT, LIMIT, LIMIT, LIMIT));
    }
}
