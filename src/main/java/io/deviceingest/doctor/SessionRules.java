package io.deviceingest.doctor;

import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether client id, session expiry, QoS, credentials and limits fit together: what is kept, for whom and for how long. */
final class SessionRules {

    private static final Duration SHORT_SESSION = Duration.ofHours(1);

    /** A UUID, a process id behind a name, Docker's host name, and the name of a pod of a Deployment. */
    private static final Pattern CHANGING = Pattern.compile(".*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
            + "|.*[-_.]\\d{4,}|[0-9a-f]{12}|.+-[0-9a-f]{8,10}-[a-z0-9]{5}");

    private final Settings settings;
    private final MqttSettings mqtt;
    private final SettingCatalogue catalogue;
    private final List<Problem> remarks = new ArrayList<>();

    private SessionRules(Settings settings, SettingCatalogue catalogue) {
        this.settings = settings;
        this.mqtt = settings.mqtt();
        this.catalogue = catalogue;
    }

    static List<Problem> remarks(Settings settings, SettingCatalogue catalogue) {
        SessionRules rules = new SessionRules(settings, catalogue);
        rules.clientId();
        rules.promise();
        rules.credentials();
        rules.limits();
        return rules.remarks;
    }

    private void clientId() {
        String id = mqtt.session().clientId();
        if (!mqtt.session().shareGroup().isEmpty()
                && id.equals(catalogue.defaults().get("MQTT_CLIENT_ID"))) {
            remark(
                    "MQTT_CLIENT_ID",
                    "with MQTT_SHARE_GROUP each replica needs a client id of its own, else they keep disconnecting each other",
                    "set MQTT_CLIENT_ID to a name that the replica keeps, such as the pod's name in a StatefulSet");
        }
        if (CHANGING.matcher(id).matches()) {
            remark(
                    "MQTT_CLIENT_ID",
                    "looks as if it were another one after a restart; what the broker kept for the old one stays behind",
                    "set MQTT_CLIENT_ID to a name that stays, such as the pod's name in a StatefulSet");
        }
    }

    private void promise() {
        if (settings.refuses("MQTT_QOS")) {
            return;
        }
        if (mqtt.session().qos() == 0) {
            remark("MQTT_QOS", "QoS 0 is outside of the promise: messages may be lost", "set MQTT_QOS=1");
        } else if (mqtt.session().expiry() != null && mqtt.session().expiry().compareTo(SHORT_SESSION) < 0) {
            remark(
                    "MQTT_SESSION_EXPIRY",
                    "what waits at the broker is lost when the program is away for longer",
                    "set MQTT_SESSION_EXPIRY to the longest time that it may be away, such as 24h");
        }
    }

    private void credentials() {
        if (!mqtt.broker().username().isEmpty() && mqtt.broker().password().isEmpty()) {
            remark("MQTT_USERNAME", "MQTT_PASSWORD is empty", "set MQTT_PASSWORD, unless the user has none");
        }
        if (mqtt.broker().username().isEmpty() && !mqtt.broker().password().isEmpty()) {
            remark("MQTT_PASSWORD", "MQTT_USERNAME is empty", "set MQTT_USERNAME");
        }
    }

    private void limits() {
        if (mqtt.limits().payloadLimit() > mqtt.limits().maxPacketSize()
                && mqtt.limits().maxPacketSize() > 0) {
            remark(
                    "PAYLOAD_LIMIT",
                    "is larger than MQTT_MAX_PACKET_SIZE, above which the broker drops messages without a word",
                    "set MQTT_MAX_PACKET_SIZE higher than PAYLOAD_LIMIT");
        }
        Duration socket = settings.database().socketTimeout();
        Duration statement = settings.database().statementTimeout();
        if (socket != null && statement != null && statement.compareTo(socket) >= 0) {
            remark(
                    "DB_STATEMENT_TIMEOUT",
                    "is not shorter than DB_SOCKET_TIMEOUT: the connection is given up while the statement still runs",
                    "set DB_STATEMENT_TIMEOUT some seconds below DB_SOCKET_TIMEOUT");
        }
    }

    private void remark(String setting, String sentence, String remedy) {
        remarks.add(new Problem(setting, sentence, remedy));
    }
}
