package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * What DB_URL and DB_USERNAME lead to, as the driver understands them.
 *
 * @param servers mostly one; none where the driver cannot read the address
 * @param role whom PostgreSQL is asked to let in
 * @param schema the first of {@code currentSchema}; empty where the server decides
 * @param primary whether only a server that takes writes will do
 * @param sslMode what is asked of TLS, in the driver's words
 * @param rootCertificate the file with the CA that the server's certificate must come from; empty where no file decides
 */
public record DatabaseAddress(
        List<Server> servers,
        String database,
        String role,
        String schema,
        boolean primary,
        String sslMode,
        String rootCertificate) {

    /** One server of the address, without the brackets of an IPv6 address. */
    public record Server(String host, int port) {
        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    public static DatabaseAddress of(DatabaseSettings settings) {
        Properties defaults = new Properties();
        String role = settings.username().isEmpty() ? System.getProperty("user.name") : settings.username();
        PGProperty.USER.set(defaults, role);
        Properties url = Driver.parseURL(settings.url(), defaults);
        if (url == null) {
            return new DatabaseAddress(List.of(), "", role, "", false, "", "");
        }
        List<String> hosts = list(PGProperty.PG_HOST, url);
        List<String> ports = list(PGProperty.PG_PORT, url);
        List<Server> servers = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            servers.add(new Server(hosts.get(i).replaceAll("[\\[\\]]", ""), Integer.parseInt(ports.get(i))));
        }
        String roleOfUrl = PGProperty.USER.getOrDefault(url);
        String database = PGProperty.PG_DBNAME.getOrDefault(url);
        String sslMode = sslMode(url);
        return new DatabaseAddress(
                servers,
                database == null ? roleOfUrl : database,
                roleOfUrl,
                schema(url),
                "primary".equalsIgnoreCase(PGProperty.TARGET_SERVER_TYPE.getOrDefault(url)),
                sslMode,
                sslMode.startsWith("verify-") ? rootCertificate(url) : "");
    }

    private static String schema(Properties url) {
        String path = PGProperty.CURRENT_SCHEMA.getOrDefault(url);
        return path == null ? "" : path.replaceFirst(",.*", "").strip();
    }

    private static String rootCertificate(Properties url) {
        if (!PGProperty.SSL_FACTORY.getOrDefault(url).equals(PGProperty.SSL_FACTORY.getDefaultValue())) {
            // DefaultJavaSSLFactory, for one, reads no file.
            return "";
        }
        String file = PGProperty.SSL_ROOT_CERT.getOrDefault(url);
        return file == null ? System.getProperty("user.home") + "/.postgresql/root.crt" : file;
    }

    private static List<String> list(PGProperty property, Properties url) {
        return Arrays.asList(property.getOrDefault(url).split(","));
    }

    private static String sslMode(Properties url) {
        String mode = PGProperty.SSL_MODE.getOrDefault(url);
        if (mode != null) {
            return mode;
        }
        String ssl = PGProperty.SSL.getOrDefault(url);
        return ssl != null && (ssl.isEmpty() || Boolean.parseBoolean(ssl)) ? "verify-full" : "prefer";
    }

    /** The servers, to be read in a sentence. */
    @Override
    public String toString() {
        return servers.stream().map(Server::toString).collect(Collectors.joining(" or "));
    }
}
