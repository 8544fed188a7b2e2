package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.doctor.DoctorRun;
import io.deviceingest.testkit.FreePort;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.TestSite;
import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every host that the resolver knows is connected to, by the program and by the doctor alike, whatever its name looks
 * like; and over TLS the certificate must name it all the same.
 */
class HostNamesIT {

    private static final List<String> NAMES = List.of(
            "mqtt_broker", "stack_mqtt.1", "broker.1", "bröker", "MQTT_Broker", "a_1.site.example", "localhost.");
    private static final List<String> IPV4 = List.of("127.0.0.1", "127.1");
    private static final List<String> IPV6 = List.of("::1", "[::1]", "0:0:0:0:0:0:0:1", "::1%lo");

    /** Those that the broker's own certificate does not name. */
    private static final List<String> OTHERS = List.of("mqtt_broker", "stack_mqtt.1", "broker.1", "bröker");

    private static final List<String> UNKNOWN = List.of("nobody_here", "niemånd", "::1%nowhere");

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private static Path files;
    private static Path hosts;
    private static Path certificates;
    private static MosquittoBroker broker;
    /** With a certificate for all these names, and without TLS. */
    private static int named;

    private static int plain;
    private static List<String> answers;

    @BeforeAll
    static void startBrokerAndAsk() throws Exception {
        startBroker();
        List<String> questions = new ArrayList<>();
        all().forEach(host -> questions.add("plain " + host + " " + plain));
        all().forEach(host -> questions.add("named " + host + " " + named + " " + certificates.resolve("ca.crt")));
        others().forEach(host -> questions.add("other " + host + " " + broker.port() + " " + broker.caFile()));
        UNKNOWN.forEach(host -> questions.add("unknown " + host + " " + plain));
        answers = ask(questions);
    }

    private static void startBroker() throws Exception {
        files = site.files();
        named = FreePort.next();
        plain = FreePort.next();
        hosts = files.resolve("hosts");
        Files.writeString(hosts, "127.0.0.1 " + String.join(" ", NAMES) + " localhost\n");
        certificates = files.resolve("certificates");
        List<String> words = new ArrayList<>(List.of("certs/make-certs.sh", "--out", certificates.toString()));
        words.addAll(List.of("127.0.0.1", "::1", "localhost", "mqtt_broker", "stack_mqtt.1", "broker.1"));
        words.addAll(List.of("xn--brker-kua", "*.site.example"));
        Tool.named("bash").mustRun(words.toArray(String[]::new));
        List<String> listeners = new ArrayList<>(
                List.of(MosquittoBroker.listener(certificates, named), "listener " + plain + " 127.0.0.1"));
        if (hasIpv6()) {
            listeners.add(MosquittoBroker.listener(certificates, named).replace("127.0.0.1", "::1"));
            listeners.add("listener " + plain + " ::1");
        }
        broker = site.add(MosquittoBroker.start(files.resolve("broker"), listeners.toArray(String[]::new)));
        if (hasIpv6()) {
            // The certificate that the broker has made for itself names no IPv6 address.
            addListenerFor("::1", broker.port());
        }
    }

    private static void addListenerFor(String address, int port) throws Exception {
        broker.stop();
        Path configuration = files.resolve("broker/mosquitto.conf");
        String further = MosquittoBroker.listener(files.resolve("broker"), port).replace("127.0.0.1", address);
        Files.writeString(configuration, Files.readString(configuration) + further + "\n");
        broker.start();
    }

    @Test
    void whateverTheResolverKnowsIsConnectedToWithoutTls() {
        assertThat(answers("plain")).containsExactlyElementsOf(every(all(), "connects"));
    }

    @Test
    void andWithTlsWhereTheCertificateNamesIt() {
        assertThat(answers("named")).containsExactlyElementsOf(every(all(), "connects"));
    }

    @Test
    void aCertificateThatDoesNotNameItIsRefused() {
        assertThat(answers("other")).containsExactlyElementsOf(every(others(), "says certificate-name"));
    }

    @Test
    void aNameThatTheResolverDoesNotKnowIsReported() {
        assertThat(answers("unknown")).containsExactlyElementsOf(every(UNKNOWN, "says unknown-host"));
    }

    @Test
    void theProgramAndItsDoctorReachABrokerOfThatName() throws Exception {
        Map<String, String> settings = new HashMap<>(PackagedProgram.settings(broker, site.database()));
        settings.put("MQTT_BROKER_HOST", "mqtt_broker");
        settings.put("MQTT_BROKER_PORT", String.valueOf(named));
        settings.put("MQTT_CA_FILE", certificates.resolve("ca.crt").toString());
        settings.put("ROUTES_DIR", Path.of("routes").toAbsolutePath().toString());
        site.startPackaged(settings, resolver()).close();

        settings.put("JAVA_TOOL_OPTIONS", resolver());
        DoctorRun doctor = DoctorRun.in(files, settings);
        assertThat(doctor.output()).contains("the certificate is for \"mqtt_broker\"");
        assertThat(doctor.exitCode()).as(doctor.output()).isZero();
    }

    private static List<String> all() {
        List<String> all = new ArrayList<>(NAMES);
        all.addAll(IPV4);
        if (hasIpv6()) {
            all.addAll(IPV6);
        }
        return all;
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                            .flatMap(NetworkInterface::inetAddresses)
                            .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress())
                    && NetworkInterface.getByName("lo") != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> others() {
        List<String> others = new ArrayList<>(OTHERS);
        if (hasIpv6()) {
            others.addAll(IPV6);
        }
        return others;
    }

    /** The answers where program and doctor say the same of each host. */
    private static List<String> every(List<String> hosts, String end) {
        return hosts.stream()
                .map(host -> host + ": program " + end + "; doctor " + end)
                .toList();
    }

    private static List<String> answers(String question) {
        return answers.stream()
                .filter(answer -> answer.startsWith(question + " "))
                .map(answer -> answer.substring(question.length() + 1))
                .toList();
    }

    private static String resolver() {
        return "-Djdk.net.hosts.file=" + hosts;
    }

    /** What a JVM of its own, with the resolver of this test, answers. */
    private static List<String> ask(List<String> questions) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                resolver(),
                "-cp",
                System.getProperty("java.class.path"),
                HostNames.class.getName()));
        words.addAll(1, PackagedProgram.BRIEF_LIFE);
        Process process = new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().write((String.join("\n", questions) + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().filter(line -> line.contains(": program ")).toList();
    }
}
