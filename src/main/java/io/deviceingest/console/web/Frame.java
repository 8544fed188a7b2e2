package io.deviceingest.console.web;

import java.util.List;

/**
 * What stands around every page, for the template {@code layout.jte}. Immutable.
 *
 * @param here the section of the page; null for a page outside of the navigation
 * @param sections those that this program has
 * @param replica by its client id
 * @param operator who is logged in; empty where nobody is asked who he is
 * @param known whether whoever looks may open the pages
 * @param writable whether forms that change something are shown
 * @param token what a form must hold to be believed: that it is from here
 * @param assets what the path of each asset begins with
 */
public record Frame(
        Section here,
        List<Section> sections,
        String replica,
        String operator,
        boolean known,
        boolean writable,
        Token token,
        String assets) {

    /** A hidden field of each form. */
    public record Token(String field, String value) {}
}
