package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Check;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.probe.BrokerLimits;
import io.deviceingest.mqtt.probe.BrokerProbe;
import io.deviceingest.mqtt.probe.BrokerProbe.FilterAnswer;
import io.deviceingest.mqtt.probe.BrokerProbe.PortFound;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.NamedFiles;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Whether the broker can be reached, trusted and subscribed to, in the order in which a connection comes about. */
final class BrokerChecks {

    private static final String NAME = "broker name";
    private static final String TCP = "broker TCP";
    private static final String TLS = "broker TLS";
    private static final String CERTIFICATE = "broker certificate";
    private static final String HOST_NAME = "broker host name";
    private static final String CONNECT = "broker CONNECT";
    private static final String LIMITS = "broker limits";
    private static final String SUBSCRIBE = "broker SUBSCRIBE";

    private static final int FEW_DAYS = 14;

    private final MqttSettings settings;
    private final NamedFiles routes;
    private final BrokerProbe broker;
    private boolean maybeMosquitto;

    private BrokerChecks(MqttSettings settings, NamedFiles routes, Duration limit) {
        this.settings = settings;
        this.routes = routes;
        this.broker = new BrokerProbe(settings, limit);
    }

    /** @param limit what each check may take */
    static List<Check> of(Settings settings, Duration limit) {
        return new BrokerChecks(settings.mqtt(), new NamedFiles(settings.routes()), limit).checks();
    }

    private List<Check> checks() {
        Stream<Check> always = Stream.of(
                Check.of(NAME, this::name).needing("setting MQTT_BROKER_HOST"),
                Check.of(TCP, this::tcp).needing(NAME, "setting MQTT_BROKER_PORT"),
                Check.of(TLS, this::tls)
                        .needing(
                                TCP,
                                "setting MQTT_TLS",
                                "file MQTT_CA_FILE",
                                "file MQTT_CERT_FILE",
                                "file MQTT_KEY_FILE"));
        Stream<Check> withTls = Stream.of(
                Check.of(CERTIFICATE, this::certificate).needing(TLS, "setting MQTT_CA_FILE"),
                Check.of(HOST_NAME, this::hostName).needing(CERTIFICATE, "setting MQTT_TLS_VERIFY_HOSTNAME"));
        Stream<Check> session = Stream.of(
                Check.of(CONNECT, this::connect)
                        .needing(
                                TLS,
                                CERTIFICATE,
                                HOST_NAME,
                                "setting MQTT_CLIENT_ID",
                                "setting MQTT_CERT_FILE",
                                "setting MQTT_KEY_FILE"),
                Check.of(LIMITS, this::limits).needing(CONNECT, "setting MQTT_SESSION_EXPIRY", "setting MQTT_TOPIC"),
                Check.of(SUBSCRIBE, this::subscribe)
                        .needing(
                                CONNECT,
                                "setting MQTT_TOPIC",
                                "setting MQTT_QOS",
                                "setting MQTT_SHARE_GROUP",
                                "setting ROUTES_DIR",
                                "setting ROUTES_DIALECTS"));
        return Stream.of(always, settings.tls().enabled() ? withTls : Stream.<Check>empty(), session)
                .flatMap(checks -> checks)
                .toList();
    }

    private List<Finding> name() throws Exception {
        List<String> addresses = broker.resolve();
        String all = String.join(", ", addresses);
        if (addresses.equals(List.of(settings.broker().host()))) {
            return List.of(Finding.ok(NAME, all));
        }
        return List.of(Finding.ok(
                NAME,
                "\"" + settings.broker().host() + "\" is " + all
                        + (addresses.size() > 1 ? "; the program takes the first" : "")));
    }

    private List<Finding> tcp() throws Exception {
        return List.of(Finding.ok(
                TCP,
                settings.broker().address() + " answers after " + broker.reach().toMillis() + " ms"));
    }

    private List<Finding> tls() throws Exception {
        PortFound found = broker.greet();
        return Stream.concat(
                        Stream.of(Finding.ok(TLS, found.protocol())),
                        found.chain().stream().map(certificate -> Finding.ok(TLS, "presented: " + certificate)))
                .toList();
    }

    private List<Finding> certificate() throws Exception {
        long days = broker.verifyChain();
        String trusted = "from the CA in "
                + (settings.tls().caFile() == null
                        ? "Java's trust store"
                        : settings.tls().caFile()) + ", valid for " + days
                + " days";
        return List.of(
                days < FEW_DAYS
                        ? Finding.warn(CERTIFICATE, trusted, "renew it in time: " + broker.renewal())
                        : Finding.ok(CERTIFICATE, trusted));
    }

    private List<Finding> hostName() throws Exception {
        broker.verifyHost();
        return List.of(Finding.ok(
                HOST_NAME,
                settings.tls().verifyHostname()
                        ? "the certificate is for \"" + settings.broker().host() + "\""
                        : "not looked at: MQTT_TLS_VERIFY_HOSTNAME=false"));
    }

    private List<Finding> connect() throws Exception {
        broker.connect();
        return List.of(Finding.ok(
                CONNECT,
                "accepted "
                        + (settings.broker().username().isEmpty()
                                ? "without a user name"
                                : "\"" + settings.broker().username() + "\"")
                        + ", client id \"" + broker.clientId() + "\""));
    }

    private List<Finding> limits() throws Exception {
        BrokerLimits granted = broker.limits();
        maybeMosquitto = granted.maybeMosquitto();
        return List.of(
                granted.atMostQos0()
                        ? Finding.warn(
                                LIMITS,
                                granted.words() + "; what devices publish then is outside the promise",
                                "raise the broker's maximum QoS to 1")
                        : Finding.ok(LIMITS, granted.words()));
    }

    private List<Finding> subscribe() throws Exception {
        List<String> topics = Stream.concat(settings.session().topics().stream(), routes.subscriptions().stream())
                .distinct()
                .toList();
        return broker.subscribe(topics).stream().map(this::answered).toList();
    }

    private Finding answered(FilterAnswer answer) {
        MqttProblem problem = answer.problem();
        if (problem == null) {
            return Finding.ok(
                    SUBSCRIBE,
                    answer.filter() + ": granted QoS " + settings.session().qos()
                            + (maybeMosquitto
                                    ? " (where an ACL file forbids it, Mosquitto grants it too and brings nothing:"
                                            + " --device shows what comes)"
                                    : ""));
        }
        return Finding.fail(
                SUBSCRIBE,
                problem.getMessage(),
                problem.isNotAuthorized()
                        ? AccessLines.toSubscribe(settings.broker().username(), answer.topic())
                        : problem.remedy());
    }
}
