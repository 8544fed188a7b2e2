package io.deviceingest.console.security;

import io.deviceingest.management.Answer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Where nobody is asked for a password: answers only to names of this machine. A page from elsewhere can make its own name
 * lead here, but cannot make a browser call it otherwise. Safe for any number of threads.
 */
final class LoopbackHostFilter extends OncePerRequestFilter {

    private static final Pattern THIS_MACHINE =
            Pattern.compile("(localhost|127(\\.[0-9]{1,3}){3}|\\[::1])(:[0-9]+)?", Pattern.CASE_INSENSITIVE);

    private static final Answer MISDIRECTED =
            Answer.text(421, "Without a password the console answers to 127.0.0.1 and localhost only.");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain further)
            throws ServletException, IOException {
        String host = request.getHeader("Host");
        if (host == null || !THIS_MACHINE.matcher(host).matches()) {
            response.setStatus(MISDIRECTED.status());
            response.setContentType(MISDIRECTED.contentType());
            response.getOutputStream().write(MISDIRECTED.content());
            return;
        }
        further.doFilter(request, response);
    }
}
