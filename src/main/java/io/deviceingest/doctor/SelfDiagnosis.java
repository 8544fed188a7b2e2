package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Examination;
import io.deviceingest.doctor.report.Finding;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.LinkStatus;
import io.deviceingest.mqtt.Retirement;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Asks the doctor by itself when the program is up but deaf: when for a while it was not subscribed, or was and has not
 * heard a single message since its start. Logs what fails, with what to try; once for each time that it is deaf. A
 * retirement is not subscribed on purpose: nobody need look for the cause.
 */
@Component
final class SelfDiagnosis {

    private static final Logger LOG = LoggerFactory.getLogger(SelfDiagnosis.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Settings settings;
    private final LinkStatus link;
    private final MessageAccount account;
    private final boolean retiring;
    private long hearingNanos = System.nanoTime();
    private boolean asked;

    SelfDiagnosis(Settings settings, LinkStatus link, MessageAccount account, ObjectProvider<Retirement> retirement) {
        this.settings = settings;
        this.link = link;
        this.account = account;
        this.retiring = retirement.getIfAvailable() != null;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void look() throws InterruptedException {
        if (retiring) {
            return;
        }
        long now = System.nanoTime();
        if (link.isSubscribed() && account.hasReceived()) {
            hearingNanos = now;
            asked = false;
        } else if (!asked && now - hearingNanos >= settings.doctorAfter().toNanos()) {
            asked = true;
            ask();
        }
    }

    private void ask() throws InterruptedException {
        Failures failures = new Failures();
        Examination examination = new Examination(LIMIT, failures);
        examination.make(CertificateChecks.of(settings, Clock.systemUTC()));
        examination.make(BrokerChecks.of(settings, LIMIT));
        examination.make(DatabaseChecks.of(settings, LIMIT));
        if (failures.none()) {
            LOG.warn(
                    "[DOCTOR] {}",
                    new Problem(
                            "No message has come for " + settings.doctorAfter().toSeconds()
                                    + " s, and neither broker nor database has a fault",
                            "java -jar device-ingest.jar doctor --device ID"));
        }
    }

    /** Says each failure as it comes. */
    private static final class Failures implements Consumer<Finding> {

        private boolean any;

        @Override
        public void accept(Finding finding) {
            if (finding.isFailure()) {
                any = true;
                LOG.warn("[DOCTOR] {}", finding);
            }
        }

        boolean none() {
            return !any;
        }
    }
}
