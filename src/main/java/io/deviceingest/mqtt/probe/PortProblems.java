package io.deviceingest.mqtt.probe;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.settings.MqttSettings;
import java.util.List;

/** Explains what listens on a port where an MQTT 5 broker was expected, from all that came back. */
final class PortProblems {

    private final MqttSettings settings;

    PortProblems(MqttSettings settings) {
        this.settings = settings;
    }

    /**
     * @param answers to the question that a broker should have understood, and to the further ones
     * @param asked how they were asked, such as "with TLS and without"
     */
    MqttProblem explain(List<PortAnswer> answers, String asked) {
        if (has(answers, PortAnswer.Kind.TLS)) {
            return problem(
                    "wants-tls",
                    settings.broker().address() + " speaks TLS, but MQTT_TLS is off here",
                    "set MQTT_TLS=on, or MQTT_BROKER_PORT to the port without TLS (usually 1883)");
        }
        if (has(answers, PortAnswer.Kind.HTTP)) {
            return problem(
                    "http",
                    settings.broker().address() + " is an HTTP server, no MQTT broker",
                    "check MQTT_BROKER_HOST, and MQTT_BROKER_PORT (usually 8883 with TLS, 1883 without)");
        }
        for (PortAnswer answer : answers) {
            if (answer.kind() == PortAnswer.Kind.OTHER) {
                return problem(
                        "no-mqtt",
                        settings.broker().address() + " is no MQTT broker: it says \"" + answer.text() + "\"",
                        "check MQTT_BROKER_HOST and MQTT_BROKER_PORT");
            }
        }
        return has(answers, PortAnswer.Kind.CLOSED) ? closed(asked) : silent(asked);
    }

    /** Asked for TLS, it answered MQTT without it. */
    MqttProblem noTls() {
        return problem(
                "no-tls",
                settings.broker().address() + " speaks MQTT without TLS, but MQTT_TLS is on here",
                "set MQTT_TLS=off, or MQTT_BROKER_PORT to the TLS port (usually 8883)");
    }

    /** Asked for MQTT 5, it answered as an older one, or only to an older one. */
    MqttProblem olderMqtt() {
        return problem(
                "mqtt-3", settings.broker().address() + " speaks MQTT 3.1.1, but no MQTT 5", ReasonCodes.remedy(0x84));
    }

    private MqttProblem closed(String asked) {
        return problem(
                "closed",
                settings.broker().address() + " closes the connection without a word, spoken to " + asked,
                "look into the log of the broker; check MQTT_BROKER_PORT; a proxy in between answers like this when"
                        + " the broker is down");
    }

    private MqttProblem silent(String asked) {
        return problem(
                "silent",
                settings.broker().address() + " takes the connection and says nothing, spoken to " + asked,
                "check MQTT_BROKER_PORT, and whether the broker hangs: then start it again");
    }

    private static boolean has(List<PortAnswer> answers, PortAnswer.Kind kind) {
        return answers.stream().anyMatch(answer -> answer.kind() == kind);
    }

    private static MqttProblem problem(String key, String sentence, String remedy) {
        return new MqttProblem(key, sentence, remedy, null);
    }
}
