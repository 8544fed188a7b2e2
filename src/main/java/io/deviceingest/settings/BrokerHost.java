package io.deviceingest.settings;

import io.deviceingest.problem.Problem;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The form of the broker's host: a name or an address, and nothing around it. A name may be any that a resolver can
 * know, also with an underscore or in letters beyond ASCII.
 */
final class BrokerHost {

    private static final String NAME = "MQTT_BROKER_HOST";

    /** What people copy from other programs: a scheme before it, a port or a path behind it. */
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\w+://)?(?:[^/@]*@)?(\\[[0-9A-Fa-f:.]+]|[^/:\\s]+)(?::(\\d+))?(?:/.*)?");

    /** With the name or number of a network interface behind it, where the address is good on one link alone. */
    private static final Pattern IPV6 =
            Pattern.compile("([0-9A-Fa-f:][0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:%[^%/\\[\\]\\s]+)?");

    private static final Pattern IPV4 = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");
    private static final Pattern NUMBER_OF_IPV4 = Pattern.compile("0*(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{M}\\p{N}_-]+");
    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private BrokerHost() {}

    /** An IPv6 address as URLs have it, as it is without them. */
    static String withoutBrackets(String value) {
        return value.startsWith("[") && value.endsWith("]") && isIpv6(value.substring(1, value.length() - 1))
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** Why this cannot be a host, with what to write instead; empty if it can. */
    static Optional<Problem> mistake(String value) {
        if (value.isBlank() || isIpv6(withoutBrackets(value)) || isName(value)) {
            return Optional.empty();
        }
        if (!value.equals(value.strip())) {
            return refused(value, ", with a space", NAME + "=" + value.strip());
        }
        if (value.indexOf('\uFFFD') >= 0) {
            return refused(
                    value,
                    ", with characters that could not be read",
                    "start the program with LANG=C.UTF-8, or write the name in its form that begins with xn--");
        }
        Matcher address = ADDRESS.matcher(value);
        if (!address.matches() || address.group(1).equals(value)) {
            return refused(value, "", "a name such as broker.example.org, or an address such as 10.42.0.1 or fd00::1");
        }
        return refused(
                value,
                "",
                NAME + "=" + address.group(1).replaceAll("[\\[\\]]", "")
                        + (address.group(2) == null ? "" : " and MQTT_BROKER_PORT=" + address.group(2)));
    }

    private static Optional<Problem> refused(String value, String fact, String remedy) {
        String rule = NAME + " must be a host name or an address alone, but was \"" + Secrets.masked(value) + "\"";
        return Optional.of(new Problem(NAME, rule + fact, remedy));
    }

    private static boolean isIpv6(String value) {
        Matcher address = IPV6.matcher(value);
        try {
            // Java asks no resolver for what begins like this and holds a colon.
            return address.matches() && InetAddress.getByName(address.group(1)) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isName(String value) {
        if (IPV4.matcher(value).matches()) {
            return labels(value)
                    .allMatch(number -> NUMBER_OF_IPV4.matcher(number).matches());
        }
        try {
            String ascii = IDN.toASCII(value, IDN.ALLOW_UNASSIGNED);
            return ascii.length() <= LONGEST_NAME
                    && labels(value).allMatch(label -> LABEL.matcher(label).matches())
                    && labels(ascii).allMatch(label -> label.length() <= LONGEST_LABEL);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The dot of the root, at the end, ends no label. */
    private static Stream<String> labels(String name) {
        String relative = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return Arrays.stream(relative.split("\\.", -1));
    }
}
