package io.deviceingest.doctor;

import io.deviceingest.database.DatabaseAddress;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.BrokerDefaults;
import io.deviceingest.settings.MqttSettings;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether ports, TLS and hosts fit together and to where the program runs. */
final class AddressRules {

    private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.\\d+){3}|::1|0:0:0:0:0:0:0:1");

    private AddressRules() {}

    static List<Problem> remarks(Settings settings, SettingCatalogue catalogue, ContainerDetection surroundings) {
        List<Problem> remarks = new ArrayList<>();
        DatabaseAddress database = DatabaseAddress.of(settings.database());
        addPort(settings, catalogue, remarks);
        addPrimary(database, remarks);
        if (surroundings.isContainer()) {
            addLocal("MQTT_BROKER_HOST", settings.mqtt().broker().host(), "broker", surroundings, remarks);
            for (DatabaseAddress.Server server : database.servers()) {
                addLocal("DB_URL", server.host(), "database", surroundings, remarks);
            }
        }
        return remarks;
    }

    private static void addPort(Settings settings, SettingCatalogue catalogue, List<Problem> remarks) {
        MqttSettings mqtt = settings.mqtt();
        if (settings.refuses("MQTT_TLS") || settings.refuses("MQTT_BROKER_PORT")) {
            return;
        }
        String tls = catalogue.effective("MQTT_TLS").value();
        if (BrokerDefaults.TLS_PORTS.contains(mqtt.broker().port())
                && !mqtt.tls().enabled()) {
            remarks.add(new Problem(
                    "MQTT_TLS",
                    "TLS is off, but " + mqtt.broker().port() + " is mostly a port with TLS"
                            + (tls.equals("auto") ? " (auto knows only 8883 and 18883)" : ""),
                    "set MQTT_TLS=on, or MQTT_BROKER_PORT=" + BrokerDefaults.PLAIN_PORT + " for a port without TLS"));
        }
        if (mqtt.broker().port() == BrokerDefaults.PLAIN_PORT && mqtt.tls().enabled()) {
            remarks.add(new Problem(
                    "MQTT_TLS",
                    "TLS is on, but " + BrokerDefaults.PLAIN_PORT + " is mostly the port without TLS",
                    "set MQTT_BROKER_PORT=8883, or MQTT_TLS=off for a port without TLS"));
        }
    }

    /** Without that word the driver is content with whichever server answers first. */
    private static void addPrimary(DatabaseAddress database, List<Problem> remarks) {
        if (database.servers().size() > 1 && !database.primary()) {
            remarks.add(new Problem(
                    "DB_URL",
                    "names several servers, but not targetServerType=primary: it may lead to a standby",
                    "add targetServerType=primary to DB_URL"));
        }
    }

    private static void addLocal(
            String setting, String host, String server, ContainerDetection surroundings, List<Problem> remarks) {
        if (host != null && LOCAL.matcher(host.toLowerCase(Locale.ROOT)).matches()) {
            remarks.add(new Problem(
                    setting,
                    "inside of " + surroundings.container() + ", " + host + " is the container itself",
                    "write the name of the " + server + "'s Service or container, or host.docker.internal for one"
                            + " that runs on the container's host"));
        }
    }
}
