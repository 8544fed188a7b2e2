package io.deviceingest.mqtt;

import io.deviceingest.certificate.UnusablePemException;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.TlsMaterial;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Looks every few seconds whether something else stands in the PEM files of TLS. What is good is used at once, on a new
 * connection to the same session; what is not is refused, and what was in use stays, until the files change again.
 *
 * <p>It reads them instead of watching their folder: Kubernetes changes a Secret by a link two folders away.
 */
final class CertificateReload {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateReload.class);

    private final MqttSettings settings;
    private final MqttTls tls;
    private final MqttConnection connection;
    private final Clock clock;
    private final Counter accepted;
    private final Counter refused;

    /** What was found the last time: material, or why there was none. */
    private Object found;

    CertificateReload(
            MqttSettings settings, MqttTls tls, MqttConnection connection, Clock clock, MeterRegistry meters) {
        this.settings = settings;
        this.tls = tls;
        this.connection = connection;
        this.clock = clock;
        this.accepted = counter("ok", meters);
        this.refused = counter("refused", meters);
    }

    private static Counter counter(String outcome, MeterRegistry meters) {
        return Counter.builder("device.ingest.certificate.reloads")
                .description("Changes of the files of TLS that were used, or refused")
                .tag("outcome", outcome)
                .register(meters);
    }

    @Scheduled(fixedDelay = 3, timeUnit = TimeUnit.SECONDS)
    void look() {
        TlsMaterial inUse = tls.inUse();
        // Before the first connection there is nothing to replace: it reads the files by itself.
        if (inUse == null) {
            return;
        }
        try {
            TlsMaterial now = TlsMaterial.in(settings);
            if (isNews(now) && !now.equals(inUse)) {
                take(now);
            }
        } catch (UnusablePemException e) {
            refuseNews(e.problem());
        } catch (IOException e) {
            refuseNews(new Problem(e.toString(), "write a file there that this program can read"));
        }
    }

    private void take(TlsMaterial now) {
        String words;
        try {
            now.check(clock.instant());
            words = now.words();
        } catch (UnusablePemException e) {
            refuse(e.problem());
            return;
        } catch (GeneralSecurityException | RuntimeException e) {
            refuse(new Problem(e.toString(), "write certificate and key that were made together"));
            return;
        }
        tls.use(now);
        accepted.increment();
        LOG.info("[MQTT] TLS files changed; using the new ones: {}", words);
        connection.renew(MqttProblem.certificatesChanged());
    }

    private boolean isNews(Object now) {
        boolean same = now.equals(found);
        found = now;
        return !same;
    }

    private void refuseNews(Problem problem) {
        if (isNews(problem)) {
            refuse(problem);
        }
    }

    private void refuse(Problem problem) {
        refused.increment();
        LOG.warn("[MQTT] TLS files changed but were rejected: {}", problem.and("; still using the previous ones"));
    }
}
