package io.deviceingest.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The one port, from before the first bean on. */
class ManagementServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final GenericApplicationContext program = new GenericApplicationContext();

    @AfterEach
    void close() {
        program.close();
    }

    @Test
    void beforeAnyBeanIsMadeTheProgramIsAliveAndSaysThatItStarts() throws Exception {
        ManagementServer server = opened(Map.of("management.port", "0"));

        assertThat(get(server, "/actuator/health/liveness").statusCode()).isEqualTo(200);
        HttpResponse<String> readiness = get(server, "/actuator/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body())
                .startsWith("{\"status\":\"OUT_OF_SERVICE\"")
                .contains("\"starting: ");
        assertThat(get(server, "/actuator/prometheus").statusCode()).isEqualTo(503);
    }

    @Test
    void whatIsPublishedTakesThePlaceOfIt() throws Exception {
        ManagementServer server = opened(Map.of("management.port", "0"));

        server.publish(Map.of("/page", accept -> Answer.text(200, "asked for " + accept)));

        HttpResponse<String> page = client.send(
                HttpRequest.newBuilder(address(server, "/page"))
                        .header("Accept", "text/plain")
                        .build(),
                BodyHandlers.ofString());
        assertThat(page.body()).isEqualTo("asked for text/plain");
        assertThat(get(server, "/actuator/health/liveness").statusCode()).isEqualTo(404);
    }

    @Test
    void nothingButReadingIsAnsweredAndAHeadHasNoBody() throws Exception {
        ManagementServer server = opened(Map.of("management.port", "0"));
        URI liveness = address(server, "/actuator/health/liveness");

        HttpResponse<String> head = client.send(
                HttpRequest.newBuilder(liveness)
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
        HttpResponse<String> post = client.send(
                HttpRequest.newBuilder(liveness)
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(post.statusCode()).isEqualTo(405);
    }

    @Test
    void aPageThatFailsAnswersAndEndsNothing() throws Exception {
        ManagementServer server = opened(Map.of("management.port", "0"));
        server.publish(Map.of("/broken", accept -> {
            throw new IllegalStateException("on purpose");
        }));

        assertThat(get(server, "/broken").statusCode()).isEqualTo(500);
        assertThat(get(server, "/broken").statusCode()).isEqualTo(500);
    }

    @Test
    void aPortThatIsTakenEndsTheStartWithItsNumber() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            assertThatThrownBy(() -> opened(Map.of("management.port", String.valueOf(other.getLocalPort()))))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("MANAGEMENT_PORT " + other.getLocalPort());
        }
    }

    @Test
    void whatRunsBesideTheProgramLeavesThePortAlone() {
        initialize(Map.of("management.port", "0", "management.pages", "false"));

        assertThat(program.getBeanFactory().containsSingleton("managementServer"))
                .isFalse();
    }

    private ManagementServer opened(Map<String, Object> settings) {
        initialize(settings);
        program.refresh();
        return program.getBean(ManagementServer.class);
    }

    private void initialize(Map<String, Object> settings) {
        program.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
        new ManagementInitializer().initialize(program);
    }

    private HttpResponse<String> get(ManagementServer server, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address(server, path)).build(), BodyHandlers.ofString());
    }

    private static URI address(ManagementServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
