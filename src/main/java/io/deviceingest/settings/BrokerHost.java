package io.deviceingest.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The form of the broker's host: a name or an address, and nothing around it. */
final class BrokerHost {

    /** What people copy from other programs: a scheme before it, a port or a path behind it. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\w+://)?(?:[^/@]*@)?(\\[[0-9A-Fa-f:.]+]|[^/:\\s]+)(?::(\\d+))?(?:/.*)?");

    private BrokerHost() {}

    /** Why this cannot be a host, with what to write instead; null if it can. */
    static String mistake(String value) {
        String shown = Secrets.masked(value);
        String rule = "MQTT_BROKER_HOST must be a host name or an address alone, but was \"" + shown + "\"";
        if (!value.equals(value.strip()) && !value.isBlank()) {
            return rule + ", with a space; try: MQTT_BROKER_HOST=" + value.strip();
        }
        boolean isIpv6 = value.chars().filter(c -> c == ':').count() > 1 && value.matches("[0-9A-Fa-f:.%\\w]+");
        if (isIpv6 || !value.matches(".*[/:\\[\\]@].*")) {
            return null;
        }
        Matcher address = ADDRESS.matcher(value);
        if (!address.matches()) {
            return rule + "; try: a name such as broker.example.org";
        }
        String host = address.group(1).replaceAll("[\\[\\]]", "");
        return rule + "; try: MQTT_BROKER_HOST=" + host
                + (address.group(2) == null ? "" : " and MQTT_BROKER_PORT=" + address.group(2));
    }
}
