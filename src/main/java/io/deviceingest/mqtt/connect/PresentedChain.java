package io.deviceingest.mqtt.connect;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Remembers the certificates that the broker presented last, also those that were refused. It checks nothing itself:
 * the trust managers that it wraps do. Safe for any number of threads.
 */
public final class PresentedChain {

    private volatile List<X509Certificate> chain = List.of();

    /** The broker's own certificate first; empty before the first handshake. */
    public List<X509Certificate> certificates() {
        return chain;
    }

    /** The trust managers, each of which is listened to. */
    TrustManager[] listenTo(TrustManager[] managers) {
        return Arrays.stream(managers)
                .map(manager -> manager instanceof X509ExtendedTrustManager x509 ? new Listening(x509) : manager)
                .toArray(TrustManager[]::new);
    }

    private final class Listening extends X509ExtendedTrustManager {

        private final X509ExtendedTrustManager manager;

        Listening(X509ExtendedTrustManager manager) {
            this.manager = manager;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType, Socket socket)
                throws CertificateException {
            chain = List.of(presented);
            manager.checkServerTrusted(presented, authType, socket);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType, SSLEngine engine)
                throws CertificateException {
            chain = List.of(presented);
            manager.checkServerTrusted(presented, authType, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] presented, String authType) throws CertificateException {
            chain = List.of(presented);
            manager.checkServerTrusted(presented, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType, Socket socket)
                throws CertificateException {
            manager.checkClientTrusted(presented, authType, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType, SSLEngine engine)
                throws CertificateException {
            manager.checkClientTrusted(presented, authType, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] presented, String authType) throws CertificateException {
            manager.checkClientTrusted(presented, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return manager.getAcceptedIssuers();
        }
    }
}
