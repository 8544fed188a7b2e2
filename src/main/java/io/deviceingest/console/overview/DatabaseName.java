package io.deviceingest.console.overview;

import io.deviceingest.settings.Secrets;

/** The address of the database as it may be shown: host, port and name, without the parameters. */
final class DatabaseName {

    private DatabaseName() {}

    static String of(String url) {
        return Secrets.masked(url.replaceFirst("\\?.*", "")).replaceFirst("^jdbc:postgresql:(//)?", "");
    }
}
