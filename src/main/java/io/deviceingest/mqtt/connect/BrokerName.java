package io.deviceingest.mqtt.connect;

import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;

/**
 * The broker's host in its forms: as the system's resolver is asked for it, and as certificates and TLS name it. It may
 * be whatever the resolver knows, also what is no host name by RFC 1123, such as {@code mqtt_broker}. Immutable.
 *
 * @param host as the settings have it: a name, or an address without brackets
 */
record BrokerName(String host) {

    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){0,3}");

    /** The addresses that it stands for, the one that is used first. */
    List<InetAddress> addresses() throws UnknownHostException {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            // A hosts file may hold an internationalised name as people write it; DNS knows its form in ASCII alone.
            if (isAscii(host)) {
                throw e;
            }
            return List.of(InetAddress.getAllByName(IDN.toASCII(host, IDN.ALLOW_UNASSIGNED)));
        }
    }

    InetSocketAddress at(int port) throws UnknownHostException {
        return new InetSocketAddress(addresses().get(0), port);
    }

    /** As a certificate names it: in ASCII, without the zone of an address and without the dot of the root. */
    String inCertificates() {
        if (isIpv6()) {
            return host.replaceFirst("%.*", "");
        }
        String ascii = isAscii(host) ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
        return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    }

    /** As TLS sends it to the broker (RFC 6066, 3); empty for an address, which must not be sent. */
    List<SNIServerName> announced() {
        return isAddress() ? List.of() : List.copyOf(asHostName().stream().toList());
    }

    /** Whether Java compares it with certificates: it refuses a name that is no host name by RFC 1123. */
    boolean isComparedByJava() {
        return isAddress() || asHostName().isPresent();
    }

    private Optional<SNIHostName> asHostName() {
        try {
            return Optional.of(new SNIHostName(inCertificates()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isAddress() {
        return isIpv6() || IPV4.matcher(host).matches();
    }

    private boolean isIpv6() {
        return host.contains(":");
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
