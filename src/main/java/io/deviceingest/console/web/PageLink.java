package io.deviceingest.console.web;

import java.util.regex.Pattern;

/**
 * A link that a request names, such as the page that a form stands on. Whatever the request says, it leads to the console:
 * a path of it with any query, and nothing that a browser could take for another host.
 */
public final class PageLink {

    private static final Pattern OF_THE_CONSOLE = Pattern.compile("/console(/[a-z-]+)*(\\?[^\\s\\\\]*)?");

    private PageLink() {}

    /** @param wanted what the request says; null for nothing */
    public static String of(String wanted, String otherwise) {
        return wanted != null && OF_THE_CONSOLE.matcher(wanted).matches() ? wanted : otherwise;
    }
}
