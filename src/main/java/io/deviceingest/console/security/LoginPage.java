package io.deviceingest.console.security;

import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.PageLink;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Section;
import io.deviceingest.settings.ConsoleSettings;

/** Asks who somebody is, and knows where he wanted to go. Immutable. */
public final class LoginPage implements ConsolePage {

    static final String PATH = "/console/login";

    /** The field with the page that comes after it. */
    static final String NEXT = "next";

    /** The field that says what a session was over for: one of these. */
    static final String OVER = "over";

    static final String FOR_A_PAGE = "page";
    static final String FOR_A_FORM = "form";

    private static final String FIRST = Section.OVERVIEW.path();

    private final ConsoleSettings console;

    LoginPage(ConsoleSettings console) {
        this.console = console;
    }

    /**
     * What the form shows.
     *
     * @param next where the person goes then
     * @param wrong whether the last try was
     * @param pause for how many seconds no password is looked at; 0 for none
     * @param over whether a session was over when a page was asked for
     * @param undone whether a form was sent, and nothing done for it
     */
    public record Login(String next, boolean wrong, long pause, boolean over, boolean undone) {}

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Section section() {
        return null;
    }

    @Override
    public String template() {
        return "login.jte";
    }

    @Override
    public Login show(Query query) {
        if (!console.asksForPassword()) {
            throw Refusal.notFound("There is no login: the console asks for no password", "open " + FIRST);
        }
        return new Login(
                next(query.exact(NEXT)),
                query.has("wrong"),
                query.number("pause", 0, 0, 3_600),
                query.text(OVER).equals(FOR_A_PAGE),
                query.text(OVER).equals(FOR_A_FORM));
    }

    /** The page that was asked for, where it is one of the console's; else the first one. */
    static String next(String wanted) {
        String page = PageLink.of(wanted, FIRST);
        return page.startsWith(PATH) ? FIRST : page;
    }
}
