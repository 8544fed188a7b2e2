package io.deviceingest.console;

import io.deviceingest.testkit.Patience;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a browser sends to the console, byte for byte: cookies, forms, where a form is from. Not thread-safe. */
final class ConsoleClient {

    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final HttpClient http =
            HttpClient.newBuilder().followRedirects(Redirect.NEVER).build();
    private final String address;
    private final Map<String, String> cookies = new TreeMap<>();
    private final Map<String, String> once = new TreeMap<>();

    ConsoleClient(int port) {
        address = "http://127.0.0.1:" + port;
    }

    /** The console follows the program. */
    void awaitConsole() {
        Patience.await("the console is there").until(() -> get("/console/login").statusCode() != 503);
    }

    /** With the next request. */
    ConsoleClient with(String header, String value) {
        once.put(header, value);
        return this;
    }

    static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(address + path)));
    }

    /** As from a page of the console, where nothing else is said. */
    HttpResponse<String> post(String path, String form) throws Exception {
        once.putIfAbsent("Origin", address);
        return send(HttpRequest.newBuilder(URI.create(address + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    /** What the forms of a page hold. */
    String token(String path) throws Exception {
        Matcher token = TOKEN.matcher(get(path).body());
        return token.find() ? encoded(token.group(1)) : "none";
    }

    HttpResponse<String> logIn(String username, String password) throws Exception {
        return logIn(username, password, "");
    }

    HttpResponse<String> logIn(String username, String password, String next) throws Exception {
        return post(
                "/console/login",
                "_csrf=" + token("/console/login") + "&username=" + encoded(username) + "&password=" + encoded(password)
                        + "&next=" + encoded(next));
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        once.forEach(request::setHeader);
        once.clear();
        if (!cookies.isEmpty()) {
            StringBuilder all = new StringBuilder();
            cookies.forEach(
                    (name, value) -> all.append(all.isEmpty() ? "" : "; ").append(name + "=" + value));
            request.header("Cookie", all.toString());
        }
        HttpResponse<String> response = http.send(request.timeout(Patience.SOON).build(), BodyHandlers.ofString());
        response.headers().allValues("Set-Cookie").forEach(cookie -> {
            String[] pair = cookie.split(";", -1)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        return response;
    }
}
