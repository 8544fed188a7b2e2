package io.deviceingest.settings;

import java.net.InetSocketAddress;

/**
 * The one port of the program, and what is shown there beside health and metrics.
 *
 * @param port 0 is any free one
 * @param address an IP address of this machine, or {@code localhost}; empty for every address
 */
public record ManagementSettings(int port, String address, ConsoleSettings console) {

    /** Letters, digits, and what stands between them in an address of either family. */
    private static final String ADDRESS = "|localhost|[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[A-Za-z0-9._-]+)?";

    static ManagementSettings of(SettingReader reader) {
        int port = reader.number("MANAGEMENT_PORT", 0, 65_535);
        String address = reader.matching(
                "MANAGEMENT_ADDRESS",
                "must be an address of this machine such as 127.0.0.1, or empty for every address",
                text -> text.matches(ADDRESS));
        return new ManagementSettings(port, address, ConsoleSettings.of(reader, isLoopback(address)));
    }

    /** What the port is opened at; the name {@code localhost} is the only one that is resolved. */
    public InetSocketAddress socketAddress() {
        return address.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }

    /** Where this machine reaches it: host and port, as they stand in a URL. */
    public String reachableAt() {
        String host = address.matches("|0\\.0\\.0\\.0|::") ? "127.0.0.1" : address;
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether nobody reaches it but from this machine. */
    private static boolean isLoopback(String address) {
        return address.equals("localhost") || address.matches("127(\\.[0-9]{1,3}){3}") || address.equals("::1");
    }
}
