package io.deviceingest.console.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.deviceingest.settings.ConsoleSettings.Mode;
import io.deviceingest.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.catalina.connector.ClientAbortException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.web.csrf.CsrfToken;

/**
 * Leads each request of the console to its page, its action or its file, and writes what comes of it, for whoever may ask
 * already. Safe for any number of threads.
 */
public final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private static final String HOME = "/console";
    private static final String TWIN = ".json";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
    private final Assets assets = new Assets();
    private final Map<String, ConsolePage> pages;
    private final Map<String, ConsoleAction> actions;
    private final List<Section> sections;
    private final Settings settings;

    public Router(List<ConsolePage> pages, List<ConsoleAction> actions, Settings settings) {
        this.pages = pages.stream().collect(Collectors.toUnmodifiableMap(ConsolePage::path, Function.identity()));
        this.actions = actions.stream().collect(Collectors.toUnmodifiableMap(ConsoleAction::path, Function.identity()));
        this.sections = Arrays.stream(Section.values())
                .filter(section -> this.pages.containsKey(section.path()))
                .toList();
        this.settings = settings;
    }

    /** Whether there is anything at this path, for whatever method. */
    public boolean has(String path) {
        return path.equals(HOME)
                || pages.containsKey(withoutTwin(path))
                || actions.containsKey(path)
                || assets.at(path) != null;
    }

    /** Whether a browser finds a page there by itself, and not only as the answer to a form. */
    public boolean isPage(String path) {
        return pages.containsKey(path);
    }

    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } catch (Refusal e) {
            refuse(e, request, response);
        } catch (ClientAbortException e) {
            // Whoever asked is gone, as when somebody clicks on before a page is there. Tomcat closes the connection.
            throw e;
        } catch (Exception e) {
            LOG.warn("[CONSOLE] {} failed: {}", request.getServletPath(), e.toString(), e);
            refuse(Refusal.broken(), request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String path = request.getServletPath();
        if (request.getMethod().equals("POST") && actions.containsKey(path)) {
            press(actions.get(path), request, response);
        } else if (!List.of("GET", "HEAD").contains(request.getMethod()) || actions.containsKey(path)) {
            response.setHeader("Allow", actions.containsKey(path) ? "POST" : "GET, HEAD");
            throw Refusal.notAllowed();
        } else if (path.equals(HOME)) {
            see(Section.OVERVIEW.path(), response);
        } else if (assets.at(path) != null) {
            write(assets.at(path), response);
        } else {
            ConsolePage page = pages.get(withoutTwin(path));
            Object model = page.show(query(request));
            if (path.endsWith(TWIN)) {
                writeJson(model, response);
            } else {
                writePage(page.section(), page.template(), model, request, response);
            }
        }
    }

    private void press(ConsoleAction action, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (action.changes() && !isWritable()) {
            throw Refusal.forbidden("The console only reads: CONSOLE=read", "start the program with CONSOLE=write");
        }
        Reply reply = action.press(query(request), operator(request));
        if (reply instanceof Reply.SeeOther other) {
            see(other.location(), response);
        } else if (reply instanceof Reply.Shown shown) {
            writePage(shown.section(), shown.template(), shown.model(), request, response);
        }
    }

    private boolean isWritable() {
        return settings.management().console().mode() == Mode.WRITE;
    }

    private static String withoutTwin(String path) {
        return path.endsWith(TWIN) ? path.substring(0, path.length() - TWIN.length()) : path;
    }

    private static Query query(HttpServletRequest request) {
        Map<String, List<String>> fields = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> fields.put(name, List.of(values)));
        return new Query(fields);
    }

    private static String operator(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? "" : principal.getName();
    }

    private static void see(String location, HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        response.setHeader("Location", location);
    }

    private static void write(Assets.Asset asset, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
        response.setHeader("Content-Encoding", "gzip");
        write(asset.contentType(), asset.gzipped(), response);
    }

    private static void writeJson(Object model, HttpServletResponse response) throws IOException {
        write("application/json", ConsoleJson.of(model), response);
    }

    private void writePage(
            Section section, String template, Object model, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        StringOutput html = new StringOutput();
        templates.render(template, Map.of("frame", frame(section, request), "page", model), html);
        write("text/html; charset=utf-8", html.toString().getBytes(StandardCharsets.UTF_8), response);
    }

    private Frame frame(Section section, HttpServletRequest request) {
        CsrfToken token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        return new Frame(
                section,
                sections,
                settings.mqtt().session().clientId(),
                operator(request),
                request.getUserPrincipal() != null
                        || !settings.management().console().asksForPassword(),
                isWritable(),
                new Frame.Token(token.getParameterName(), token.getToken()),
                assets.path());
    }

    /** Writes why a request is not answered with what it asks for. */
    public void refuse(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(refusal.status());
        if (request.getServletPath().endsWith(TWIN)) {
            writeJson(refusal.problem().details(), response);
        } else {
            writePage(null, "refused.jte", refusal.problem(), request, response);
        }
    }

    /** The length is known, so the whole answer is there or none. */
    private static void write(String contentType, byte[] content, HttpServletResponse response) throws IOException {
        response.setContentType(contentType);
        response.setContentLength(content.length);
        response.getOutputStream().write(content);
    }
}
