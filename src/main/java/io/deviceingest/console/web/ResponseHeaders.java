package io.deviceingest.console.web;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** What every answer of this port tells a browser: nothing but this port's own files may run or be shown. */
final class ResponseHeaders {

    private static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            // Pages with forms ask for "same-origin" instead: a form's Origin would be "null" else.
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private ResponseHeaders() {}

    static void set(HttpServletResponse response) {
        ALWAYS.forEach(response::setHeader);
    }
}
