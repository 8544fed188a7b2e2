package io.deviceingest.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the program itself says, where it is running on this machine: above all what only it can know. */
final class ProgramChecks {

    private static final String READINESS = "program readiness";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Duration limit;

    private ProgramChecks(Settings settings, Duration limit) {
        this.settings = settings;
        // Shorter than the check's, so that it can say that there was no answer.
        this.limit = limit.multipliedBy(7).dividedBy(10);
    }

    /** @param limit what each check may take */
    static List<Check> of(Settings settings, Duration limit) {
        return List.of(Check.of(READINESS, new ProgramChecks(settings, limit)::readiness)
                .needing("setting MANAGEMENT_PORT"));
    }

    private List<Finding> readiness() throws InterruptedException {
        String address = settings.management().reachableAt();
        if (settings.management().port() == 0) {
            return List.of(Finding.ok(READINESS, "not asked: MANAGEMENT_PORT=0 is another port at every start"));
        }
        try {
            JsonNode health = JSON.readTree(get("http://" + address + "/actuator/health/readiness"));
            JsonNode components = health.path("components");
            if (!components.path("mqtt").path("details").has("broker")) {
                return List.of(somebodyElse(address));
            }
            return findings(components);
        } catch (ConnectException e) {
            return List.of(Finding.ok(READINESS, "not running here: nothing listens at " + address));
        } catch (JsonProcessingException e) {
            return List.of(somebodyElse(address));
        } catch (IOException e) {
            return List.of(Finding.warn(
                    READINESS,
                    address + " takes the connection and does not answer",
                    "look into the log of the program, or end what else listens there"));
        }
    }

    private String get(String address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address)).timeout(limit).build();
        return HttpClient.newBuilder()
                .connectTimeout(limit)
                .build()
                .send(request, BodyHandlers.ofString())
                .body();
    }

    private static Finding somebodyElse(String address) {
        return Finding.warn(
                READINESS,
                address + " belongs to another program",
                "set MANAGEMENT_PORT to a free port: this program cannot start with that one");
    }

    private List<Finding> findings(JsonNode components) {
        List<Finding> findings = new ArrayList<>();
        components.properties().forEach(component -> {
            JsonNode details = component.getValue().path("details");
            boolean up = component.getValue().path("status").asText().equals("UP");
            Optional<Problem> takenOver = problem(details.path("takenOver"));
            if (takenOver.isPresent() || !up) {
                findings.add(Finding.fail(
                        READINESS,
                        said(takenOver
                                .or(() -> problem(details))
                                .orElseGet(() -> new Problem(component.getKey() + " is not ready: " + details, "")))));
            }
            problem(details.path("leftOver")).ifPresent(left -> findings.add(Finding.warn(READINESS, said(left))));
        });
        JsonNode mqtt = components.path("mqtt").path("details");
        String now = mqtt.path("broker").asText() + ", client id \""
                + mqtt.path("clientId").asText() + "\"";
        String set = settings.mqtt().broker().address() + ", client id \""
                + settings.mqtt().session().clientId() + "\"";
        if (!now.equals(set)) {
            findings.add(Finding.warn(
                    READINESS,
                    "the program that runs here has other settings: " + now,
                    "start it again where it should have these: " + set));
        }
        return findings.isEmpty() ? List.of(Finding.ok(READINESS, "ready")) : findings;
    }

    private static Optional<Problem> problem(JsonNode details) {
        return details.isObject()
                ? Problem.fromDetails(JSON.convertValue(details, new TypeReference<Map<String, Object>>() {}))
                : Optional.empty();
    }

    private static Problem said(Problem problem) {
        return new Problem(
                "the running program says: " + problem.sentence(),
                problem.remedy().isEmpty() ? "look into its log" : problem.remedy());
    }
}
