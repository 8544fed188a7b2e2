package io.deviceingest.console.web;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Takes a request for one over TLS where a proxy before this port says so: cookies are then for TLS alone. Whoever says so
 * falsely gets cookies that his browser does not send back. Safe for any number of threads.
 */
final class ForwardedHttps extends ValveBase {

    ForwardedHttps() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if ("https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"))) {
            request.setSecure(true);
        }
        getNext().invoke(request, response);
    }
}
