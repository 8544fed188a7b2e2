package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.doctor.report.Finding.Verdict;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Each rule of the settings, by what the doctor says of one set-up. */
class SettingRulesTest {

    private static final Map<String, String> HEALTHY = Map.of(
            "MQTT_BROKER_HOST", "broker.lan",
            "MQTT_CA_FILE", "system",
            "DB_URL", "jdbc:postgresql://database.lan/deviceingest");

    @Test
    void aHealthySetUpIsNotRemarkedOn() throws Exception {
        assertThat(findings(HEALTHY, Map.of(), "a container"))
                .allSatisfy(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            MQTT_TLS=off                                          | MQTT_TLS             | TLS is off, but 8883 is mostly a port with TLS
            MQTT_BROKER_PORT=8884                                 | MQTT_TLS             | "auto" from the defaults: TLS is off, but 8884
            MQTT_BROKER_PORT=1883 MQTT_TLS=on                     | MQTT_TLS             | TLS is on, but 1883 is mostly the port without TLS
            MQTT_BROKER_HOST=localhost                            | MQTT_BROKER_HOST     | inside of a container, localhost is the container itself
            DB_URL=jdbc:postgresql://127.0.0.1:5432/x             | DB_URL               | inside of a container, 127.0.0.1 is the container itself
            DB_URL=jdbc:postgresql://one,127.0.0.1/x              | DB_URL               | inside of a container, 127.0.0.1 is the container itself
            DB_URL=jdbc:postgresql://one,two/x                    | DB_URL               | names several servers, but not targetServerType=primary
            DB_URL=jdbc:postgresql:x                              | DB_URL               | inside of a container, localhost is the container itself
            MQTT_BROKER_HOST=10.42.0.1                            | MQTT_BROKER_HOST     | is the sample's address
            MQTT_BROKER_HOST=mqtt.example.com                     | MQTT_BROKER_HOST     | is a sample's placeholder
            DB_PASSWORD=changeme                                  | DB_PASSWORD          | *** from the environment: is a sample's placeholder
            DB_USERNAME="ingest"                                  | DB_USERNAME          | the quotes are a part of the value
            DB_USERNAME=ingest~                              | DB_USERNAME          | "ingest " from the environment: begins or ends with a space
            DB_USERNAME=ingest\\240                              | DB_USERNAME          | begins or ends with a space
            MQTT_QOS=0                                            | MQTT_QOS             | QoS 0 is outside of the promise
            MQTT_SESSION_EXPIRY=10m                               | MQTT_SESSION_EXPIRY  | is lost when the program is away for longer
            MQTT_SHARE_GROUP=g                                    | MQTT_CLIENT_ID       | each replica needs a client id of its own
            MQTT_CLIENT_ID=5f8b6f0e-6a1c-4b7e-9f3e-0123456789ab   | MQTT_CLIENT_ID       | looks as if it were another one after a restart
            MQTT_CLIENT_ID=ingest-48213                           | MQTT_CLIENT_ID       | looks as if it were another one after a restart
            MQTT_CLIENT_ID=device-ingest-7d9c5b6f4d-x2x4z         | MQTT_CLIENT_ID       | looks as if it were another one after a restart
            MQTT_USERNAME=ingest                                  | MQTT_USERNAME        | MQTT_PASSWORD is empty
            MQTT_PASSWORD=secret                                  | MQTT_PASSWORD        | MQTT_USERNAME is empty
            PAYLOAD_LIMIT=8MB                                     | PAYLOAD_LIMIT        | is larger than MQTT_MAX_PACKET_SIZE
            DB_STATEMENT_TIMEOUT=60s                              | DB_STATEMENT_TIMEOUT | is not shorter than DB_SOCKET_TIMEOUT
            MQTT_BROKER_HSOT=x                                    | MQTT_BROKER_HSOT     | did you mean MQTT_BROKER_HOST?
            mqtt_qos=0                                            | mqtt_qos             | did you mean MQTT_QOS?
            DB_USER=x                                             | DB_USER              | did you mean DB_USERNAME?
            MQT_TOPIC=x                                           | MQT_TOPIC            | did you mean MQTT_TOPIC?
            DB_HOST=x                                             | DB_HOST              | is not a setting, and without effect
            """)
    void whatIsProbablyNotMeantIsWarnedOf(String environment, String setting, String sentence) throws Exception {
        assertThat(findings(withHealthy(environment), Map.of(), "a container"))
                .filteredOn(finding -> finding.what().equals("setting " + setting))
                .anySatisfy(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
                    assertThat(finding.detail()).contains(sentence);
                    assertThat(finding.remedy()).isNotBlank();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "MQTT_BROKER_HOST=localhost, ''",
        "MQTT_CLIENT_ID=device-ingest-0, a Kubernetes pod",
        "MQTT_BROKER_HOST=::1, ''",
        "MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE=health, ''",
        "HOME=/root, ''"
    })
    void whatIsMeantIsNotWarnedOf(String environment, String container) throws Exception {
        assertThat(findings(withHealthy(environment), Map.of(), container))
                .noneMatch(finding -> finding.verdict() != Verdict.OK);
    }

    @Test
    void anyUnknownNameInTheFileIsWarnedOf() throws Exception {
        assertThat(findings(HEALTHY, Map.of("POSTGRES_PASSWORD", "secret", "logging.level.routes", "DEBUG"), ""))
                .filteredOn(finding -> finding.verdict() == Verdict.WARN)
                .extracting(Finding::what)
                .containsExactly("setting POSTGRES_PASSWORD");
    }

    @Test
    void theVariablesOfKubernetesServicesAreRecognised() throws Exception {
        Map<String, String> pod = new HashMap<>(HEALTHY);
        pod.put("DB_PORT_5432_TCP", "tcp://10.0.0.2:5432");
        pod.put("DB_SERVICE_HOST", "10.0.0.2");
        pod.put("MQTT_BROKER_PORT", "tcp://10.0.0.1:1883");

        List<Finding> findings = findings(pod, Map.of(), "a Kubernetes pod");

        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.WARN);
        assertThat(findings)
                .anyMatch(finding -> finding.detail().startsWith("DB_PORT_5432_TCP, DB_SERVICE_HOST: set by"));
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                .extracting(Finding::remedy)
                .containsExactly(
                        "Kubernetes sets this variable for the Service mqtt-broker: set MQTT_BROKER_PORT in the"
                                + " pod's env, or enableServiceLinks: false");
    }

    @Test
    void aValueThatIsHiddenByAnotherSourceIsReported() throws Exception {
        assertThat(findings(HEALTHY, Map.of("MQTT_BROKER_HOST", "other.lan"), ""))
                .extracting(Finding::detail)
                .contains("\"broker.lan\" from the environment, which hides the one from .env");
    }

    @ParameterizedTest
    @CsvSource({
        "KUBERNETES_SERVICE_HOST, 10.0.0.1, a Kubernetes pod",
        "container, podman, a container",
        "container, '', ''"
    })
    void containersAreKnownByTheirVariables(String variable, String value, String container) {
        assertThat(ContainerDetection.of(Map.of(variable, value)).container()).isEqualTo(container);
    }

    private static Map<String, String> withHealthy(String environment) {
        Map<String, String> all = new HashMap<>(HEALTHY);
        for (String setting : environment.split(" ", -1)) {
            String[] nameAndValue = setting.replace('~', ' ').translateEscapes().split("=", 2);
            all.put(nameAndValue[0], nameAndValue[1]);
        }
        return all;
    }

    private static List<Finding> findings(Map<String, String> variables, Map<String, String> dotenv, String container)
            throws Exception {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(variables)));
        environment.getPropertySources().addLast(new MapPropertySource(".env", new HashMap<>(dotenv)));
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        List<Finding> findings = new ArrayList<>();
        for (Check check : SettingChecks.of(
                Settings.of(environment), SettingCatalogue.of(environment), new ContainerDetection(container))) {
            findings.addAll(check.examiner().examine());
        }
        return findings;
    }
}
