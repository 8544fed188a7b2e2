package io.deviceingest.console.web;

/** What comes of an action. */
public sealed interface Reply {

    /** Another page shows it, such as {@code /console/dead-letter?id=7}: pressed twice, it is not done twice. */
    record SeeOther(String location) implements Reply {}

    /** It is shown at once, as a page would show it, and is gone with the next page. */
    record Shown(Section section, String template, Object model) implements Reply {}
}
