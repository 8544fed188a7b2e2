package io.deviceingest.doctor;

import io.deviceingest.settings.SettingCatalogue.Entry;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The variables that Kubernetes sets in every pod for each Service of the namespace (Docker's links have the same form):
 * {@code MQTT_BROKER_PORT=tcp://10.0.0.1:1883} for one named {@code mqtt-broker}.
 */
final class ServiceLinks {

    private static final Pattern ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");
    private static final Pattern NAME =
            Pattern.compile(".+_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|.+_PORT_\\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?");

    private ServiceLinks() {}

    static boolean isOne(Entry entry) {
        return NAME.matcher(entry.name()).matches()
                || entry.name().endsWith("_PORT")
                        && ADDRESS.matcher(entry.value()).matches();
    }

    /** What to do where such a variable stands in the place of a setting. */
    static String remedy(Entry entry) {
        String service =
                entry.name().replaceFirst("_PORT$", "").toLowerCase(Locale.ROOT).replace('_', '-');
        return "Kubernetes sets this variable for the Service " + service + ": set " + entry.name()
                + " in the pod's env, or enableServiceLinks: false";
    }
}
