package io.deviceingest.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses whatever may change something and is not sent by a page of this port: a browser says where a form is from. It
 * stands beside the token of each form; neither is enough for the other's failure. Safe for any number of threads.
 */
final class SameOriginFilter extends OncePerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final AccessDeniedHandler refused;

    SameOriginFilter(AccessDeniedHandler refused) {
        this.refused = refused;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain further)
            throws ServletException, IOException {
        if (!READING.contains(request.getMethod()) && !isFromHere(request)) {
            refused.handle(request, response, new AccessDeniedException("not sent by a page of this port"));
            return;
        }
        further.doFilter(request, response);
    }

    /** Host and port are compared, and not the scheme: before this port, a proxy may end TLS. */
    private static boolean isFromHere(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        String host = request.getHeader("Host");
        if (origin == null || origin.equals("null")) {
            return "same-origin".equals(request.getHeader("Sec-Fetch-Site"));
        }
        return host != null && origin.replaceFirst("^https?://", "").equalsIgnoreCase(host);
    }
}
