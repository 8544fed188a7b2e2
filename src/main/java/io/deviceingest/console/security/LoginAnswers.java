package io.deviceingest.console.security;

import io.deviceingest.console.web.PageLink;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Router;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;

/** What somebody reads who is not known, or whose request is not believed. Safe for any number of threads. */
final class LoginAnswers {

    private final Router router;

    LoginAnswers(Router router) {
        this.router = router;
    }

    /** A person is led to the login and back; a script reads that it is needed. */
    void unknown(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        if (why instanceof PausedException paused) {
            response.setHeader("Retry-After", String.valueOf(paused.seconds()));
            router.refuse(
                    Refusal.tooMany("Too many wrong passwords", "wait for " + paused.seconds() + " s"),
                    request,
                    response);
        } else if (request.getServletPath().endsWith(".json")) {
            router.refuse(
                    Refusal.unauthorized(
                            "A user name and a password are needed", "curl -u USERNAME:PASSWORD, as CONSOLE_USERNAME"),
                    request,
                    response);
        } else if (request.getHeader("HX-Request") != null) {
            // A part of a page that is open: the whole page goes to the login.
            response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
            response.setHeader("HX-Redirect", login(request));
        } else {
            see(login(request), response);
        }
    }

    void wrong(HttpServletRequest request, HttpServletResponse response, AuthenticationException why) {
        Map<String, Object> more =
                why instanceof PausedException paused ? Map.of("pause", paused.seconds()) : Map.of("wrong", "yes");
        Map<String, Object> query = new LinkedHashMap<>(more);
        query.put(LoginPage.NEXT, LoginPage.next(request.getParameter(LoginPage.NEXT)));
        see(Query.link(LoginPage.PATH, query), response);
    }

    void right(HttpServletRequest request, HttpServletResponse response) {
        see(LoginPage.next(request.getParameter(LoginPage.NEXT)), response);
    }

    void notBelieved(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        router.refuse(
                Refusal.forbidden(
                        "Nothing was done: the form is not from this page, or is too old",
                        "go back, load the page again, and press once more"),
                request,
                response);
    }

    private String login(HttpServletRequest request) {
        Map<String, Object> query = new LinkedHashMap<>();
        if (request.getMethod().equals("POST")) {
            query.put(LoginPage.OVER, LoginPage.FOR_A_FORM);
            query.put(LoginPage.NEXT, pageOfForm(request));
        } else {
            boolean over = request.getRequestedSessionId() != null;
            query.put(LoginPage.OVER, over ? LoginPage.FOR_A_PAGE : "");
            query.put(LoginPage.NEXT, withQuery(request.getServletPath(), request.getQueryString()));
        }
        return Query.link(LoginPage.PATH, query);
    }

    /** Where it can be pressed once more: the form says so where its own page was the answer to a form. */
    private String pageOfForm(HttpServletRequest request) {
        return PageLink.of(request.getParameter(Query.BACK), referer(request.getHeader("Referer")));
    }

    /** The page that the browser says the form is from; empty where it is no page, or says nothing. */
    private String referer(String address) {
        try {
            URI from = URI.create(Objects.requireNonNullElse(address, ""));
            return from.getPath() != null && router.isPage(from.getPath())
                    ? withQuery(from.getPath(), from.getRawQuery())
                    : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String withQuery(String path, String query) {
        return query == null ? path : path + "?" + query;
    }

    private static void see(String location, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", location);
    }
}
