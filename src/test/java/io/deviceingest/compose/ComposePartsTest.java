package io.deviceingest.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.k8s.ProgramSettings;
import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the containers are given fits together, and does what it is for where it can be run without a container. */
class ComposePartsTest {

    private static final Path PARTS = Path.of("compose");
    private static final Path RULES = Path.of("k8s/prometheus/rules.yaml");
    private static final Pattern HOST = Pattern.compile("(?m)(?:url: |//|- )(?:http://)?([a-z-]+):(\\d+)");

    @TempDir
    Path folder;

    private ComposeFile compose;

    @BeforeEach
    void readFile() throws IOException {
        compose = ComposeFile.read();
    }

    @Test
    void everyHostIsAServiceAndThePortItsOwn() throws IOException {
        Map<String, String> program = compose.environment("device-ingest");
        Map<String, String> defaults = ProgramSettings.defaults();
        Map<String, String> ports = Map.of(
                "mosquitto",
                defaults.get("MQTT_BROKER_PORT"),
                "postgresql",
                "5432",
                "prometheus",
                "9090",
                "device-ingest",
                defaults.get("MANAGEMENT_PORT"));

        assertThat(compose.services()).contains(program.get("MQTT_BROKER_HOST")).containsAll(ports.keySet());
        assertThat(part("mosquitto.conf")).contains("listener " + defaults.get("MQTT_BROKER_PORT") + "\n");
        Stream<String> named = Stream.of(program.get("DB_URL"), part("prometheus.yaml"), part("grafana.yaml"));
        assertThat(named.flatMap(text -> HOST.matcher(text).results()))
                .hasSize(4)
                .allSatisfy(host -> assertThat(ports).containsEntry(host.group(1), host.group(2)));
    }

    @Test
    void everyUserIsMadeWithThePasswordThatItIsGiven() throws IOException {
        Map<String, String> program = compose.environment("device-ingest");

        assertThat(part("mosquitto.sh")).contains(" " + program.get("MQTT_USERNAME") + " \"$MQTT_PASSWORD\"");
        assertThat(part("mosquitto.acl")).contains("user " + program.get("MQTT_USERNAME") + "\n");
        assertThat(part("postgresql.sql"))
                .contains("\\getenv program DB_PASSWORD\n")
                .contains("CREATE ROLE " + program.get("DB_USERNAME") + " LOGIN PASSWORD :'program';\n")
                .contains("\\getenv grafana GRAFANA_DB_PASSWORD\n")
                .contains("CREATE ROLE grafana LOGIN PASSWORD :'grafana';\n")
                .contains("CREATE DATABASE " + program.get("DB_URL").replaceAll(".*/", "") + " OWNER "
                        + program.get("DB_USERNAME"));
        assertThat(part("grafana.yaml")).contains("user: grafana\n").contains("password: $GRAFANA_DB_PASSWORD\n");
        for (String service : List.of("mosquitto", "postgresql")) {
            assertThat(program).containsAllEntriesOf(commonWith(program, service));
        }
        assertThat(compose.environment("grafana"))
                .containsAllEntriesOf(commonWith(compose.environment("grafana"), "postgresql"));
    }

    /** The variables of a service that another has too. */
    private Map<String, String> commonWith(Map<String, String> other, String service) {
        Map<String, String> common = compose.environment(service);
        common.keySet().retainAll(other.keySet());
        assertThat(common).isNotEmpty();
        return common;
    }

    @Test
    void mosquittoFindsCopiesThatNobodyElseReads() throws Exception {
        Tool.named("mosquitto_passwd");
        List<String> files = Pattern.compile("/mosquitto/private/(\\S+)")
                .matcher(part("mosquitto.conf"))
                .results()
                .map(file -> file.group(1))
                .toList();
        Path from = Files.createDirectory(folder.resolve("from"));
        for (String file : files) {
            Files.writeString(from.resolve(file), file);
        }
        Path copies = folder.resolve("private");

        run(Map.of("MQTT_PASSWORD", "a $b 'c'", "DEVICE_PASSWORD", "d"), "mosquitto.sh", from, copies);

        assertThat(files)
                .hasSize(5)
                .allSatisfy(file -> assertThat(
                                PosixFilePermissions.toString(Files.getPosixFilePermissions(copies.resolve(file))))
                        .isEqualTo("rw-------"));
        assertThat(copies.resolve("passwords")).content().contains("ingest:$").contains("esp8266:$");
    }

    @Test
    void prometheusTakesTheRulesOfTheOperatorsObject() throws Exception {
        Path rules = folder.resolve("rules.yaml");

        run(Map.of(), "prometheus.sh", RULES, rules);

        assertThat(ComposeFile.yaml(rules)).isEqualTo(ComposeFile.yaml(RULES).path("spec"));
        String configuration = part("prometheus.yaml");
        assertThat(configuration).contains("- /prometheus/rules.yaml\n");
        assertThat(compose.words("prometheus", "entrypoint")).endsWith("/prometheus/rules.yaml");
        Path copy = Files.writeString(
                folder.resolve("prometheus.yaml"), configuration.replace("/prometheus/rules.yaml", rules.toString()));
        Tool.named("promtool").mustRun("check", "config", copy.toString());
    }

    @Test
    void grafanaHasEveryDashboardAndItsSources() throws IOException {
        JsonNode sources = ComposeFile.yaml(PARTS.resolve("grafana.yaml")).path("datasources");
        List<Path> dashboards;
        try (Stream<Path> files = Files.list(Path.of("k8s/grafana"))) {
            dashboards = files.filter(file -> file.toString().endsWith(".json")).toList();
        }

        assertThat(sources)
                .extracting(source -> source.path("type").asText())
                .containsExactlyInAnyOrder("prometheus", "grafana-postgresql-datasource");
        assertThat(compose.mounts("grafana"))
                .extracting(ComposeFile.Mount::source)
                .containsAll(dashboards);
        String folderOfDashboards = ComposeFile.yaml(Path.of("k8s/grafana/provider.yaml"))
                .at("/providers/0/options/path")
                .asText();
        assertThat(compose.mounts("grafana"))
                .filteredOn(mount -> dashboards.contains(mount.source()))
                .allSatisfy(mount -> assertThat(mount.target()).startsWith(folderOfDashboards + "/"));
    }

    private static String part(String name) throws IOException {
        return Files.readString(PARTS.resolve(name));
    }

    /** Runs a script as its container does, with a command that does nothing. */
    private static void run(Map<String, String> environment, String script, Path from, Path to) throws Exception {
        ProcessBuilder command =
                Tool.named("sh").command(PARTS.resolve(script).toString(), from.toString(), to.toString(), "true");
        command.environment().putAll(environment);
        Process process = command.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
