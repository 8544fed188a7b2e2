package io.deviceingest.mqtt.connect;

import io.deviceingest.certificate.CertificateWords;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS on a connection to the broker, for the program and for the doctor alike. The certificate must name the host,
 * unless the settings leave that out; nothing is sent on a connection whose certificate does not.
 */
public final class BrokerTls {

    private BrokerTls() {}

    /** Makes the handshake; closes the connection where that fails. */
    public static SSLSocket over(Socket connection, SSLSocketFactory factory, MqttSettings settings)
            throws IOException {
        BrokerName name = new BrokerName(settings.broker().host());
        try {
            SSLSocket socket = (SSLSocket) factory.createSocket(
                    connection, name.inCertificates(), settings.broker().port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name.announced());
            if (settings.tls().verifyHostname() && name.isComparedByJava()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            if (settings.tls().verifyHostname() && !name.isComparedByJava()) {
                refuseOther(name.inCertificates(), (X509Certificate)
                        socket.getSession().getPeerCertificates()[0]);
            }
            return socket;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** What Java does for host names, for a name that it takes for none: the certificate's names are all that counts. */
    private static void refuseOther(String name, X509Certificate certificate) throws SSLException {
        if (CertificateWords.dnsNames(certificate).stream().noneMatch(pattern -> names(pattern, name))) {
            throw (SSLException) new SSLHandshakeException("the certificate is for another host")
                    .initCause(new CertificateException("No name matching " + name + " found"));
        }
    }

    /** A wildcard stands for the whole first label, before two others at least (RFC 6125, 6.4.3). */
    private static boolean names(String pattern, String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        String given = pattern.toLowerCase(Locale.ROOT);
        if (!given.startsWith("*.")) {
            return given.equals(wanted);
        }
        String rest = given.substring(1);
        return rest.indexOf('.', 1) > 0
                && wanted.indexOf('.') > 0
                && wanted.substring(wanted.indexOf('.')).equals(rest);
    }
}
