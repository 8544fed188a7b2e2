package io.deviceingest.console.web;

import io.deviceingest.management.Answer;
import io.deviceingest.management.ConsoleListener.Pages;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.apache.tomcat.util.http.InvalidParameterException;

/**
 * What every request passes: pages of health and metrics are answered as ever, and never wait for one of the console's;
 * these begin when the program is ready. Any other path is not found, whoever asks. Safe for any number of threads.
 */
public final class Entrance extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Fewer than the server has threads: the others are for probes and scrapes. */
    static final int MAX_AT_ONCE = 8;

    private static final String HOME = "/console";

    private static final Answer NOT_FOUND = Answer.text(404, "There is no such page.");
    private static final Answer NOT_YET = Answer.text(503, "The program starts, or stops: the console is not there.");
    private static final String UNREADABLE =
            "The fields of the request cannot be read: they must be UTF-8, each % with two"
                    + " digits behind it, at most 1000 fields, and a form of at most 1 MiB.";

    private static final Answer FULL = Answer.text(503, "The console answers " + MAX_AT_ONCE + " requests at once.");

    private final transient Pages pages;
    private final transient Semaphore room = new Semaphore(MAX_AT_ONCE);
    private transient volatile Console console;

    /** What serves the console, security first. */
    public interface Console {

        boolean has(String path);

        void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    public Entrance(Pages pages) {
        this.pages = pages;
    }

    /** Lets requests in from now on; null: none any more. */
    public void lead(Console to) {
        console = to;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        ResponseHeaders.set(response);
        String path = request.getServletPath();
        if (!path.equals(request.getRequestURI())) {
            // No page is written with a second slash, a ";" or a "%", and what two readers may read differently is no
            // path.
            write(NOT_FOUND, request, response);
        } else if (pages.has(path)) {
            write(pages.answer(request.getMethod(), path, request.getHeader("Accept")), request, response);
        } else if (path.equals("/")) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", HOME);
        } else if (path.equals(HOME) || path.startsWith(HOME + "/")) {
            enter(path, request, response);
        } else {
            write(NOT_FOUND, request, response);
        }
    }

    private void enter(String path, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        Console to = console;
        if (to == null) {
            response.setHeader("Refresh", "2");
            write(NOT_YET, request, response);
        } else if (!to.has(path)) {
            write(NOT_FOUND, request, response);
        } else if (!room.tryAcquire()) {
            response.setHeader("Retry-After", "1");
            write(FULL, request, response);
        } else {
            try {
                // Once for all who ask for them behind here.
                request.getParameterMap();
                to.serve(request, response);
            } catch (InvalidParameterException e) {
                write(Answer.text(e.getErrorCode(), UNREADABLE), request, response);
            } finally {
                room.release();
            }
        }
    }

    private static void write(Answer answer, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setStatus(answer.status());
        response.setContentType(answer.contentType());
        response.setContentLength(answer.content().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.content());
        }
    }
}
