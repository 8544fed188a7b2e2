package io.deviceingest.mqtt;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.probe.BrokerProbe;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.Settings;
import io.deviceingest.settings.SettingsSources;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Connects to hosts as the program does, and as the doctor does, and prints a line for each: to be run in a JVM whose
 * resolver knows them. Each line of its input is a name for the question, a host, a port, and for TLS the CA file, with
 * blanks between them.
 */
final class HostNames {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private HostNames() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] question = line.split(" ", -1);
            System.setProperty("MQTT_BROKER_HOST", question[1]);
            System.setProperty("MQTT_BROKER_PORT", question[2]);
            System.setProperty("MQTT_TLS", question.length == 3 ? "off" : "on");
            System.setProperty("MQTT_CA_FILE", question.length == 3 ? "" : question[3]);
            MqttSettings settings =
                    Settings.of(SettingsSources.environment(new ArrayList<>())).mqtt();
            out.println(question[0] + " " + question[1] + ": program " + program(settings) + "; doctor "
                    + doctor(settings));
        }
    }

    private static String program(MqttSettings settings) throws Exception {
        MqttLink link =
                new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, message) -> true);
        try {
            link.connect();
            return "connects";
        } catch (MqttProblem problem) {
            return "says " + problem.key();
        } finally {
            link.close();
        }
    }

    private static String doctor(MqttSettings settings) throws Exception {
        BrokerProbe probe = new BrokerProbe(settings, LIMIT);
        try {
            probe.resolve();
            probe.reach();
            probe.greet();
            if (settings.tls().enabled()) {
                probe.verifyChain();
                probe.verifyHost();
            }
            probe.connect();
            return "connects";
        } catch (MqttProblem problem) {
            return "says " + problem.key();
        }
    }
}
