package io.deviceingest.console.security;

import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Router;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private static String login(HttpServletRequest request) {
        boolean page = request.getMethod().equals("GET");
        String query = request.getQueryString();
        String wanted = request.getServletPath() + (query == null ? "" : "?" + query);
        return Query.link(LoginPage.PATH, page ? Map.of(LoginPage.NEXT, wanted) : Map.of());
    }

    private static void see(String location, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", location);
    }
}
