package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Finding;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** Reports whose a certificate is and how long it is valid, and warns in time. */
final class Validity {

    private static final Duration SOON = Duration.ofDays(14);

    private final Clock clock;

    Validity(Clock clock) {
        this.clock = clock;
    }

    /** @param remedy what to do about one that is not valid, or not for long */
    Finding judge(String what, X509Certificate certificate, String remedy) {
        Instant now = clock.instant();
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String subject = certificate.getSubjectX500Principal().getName();
        if (now.isAfter(end)) {
            return Finding.fail(what, subject + ", expired on " + day(end), remedy);
        }
        if (now.isBefore(begin)) {
            return Finding.fail(
                    what,
                    subject + ", not valid before " + day(begin) + ", but today is " + day(now),
                    "set the clock of this machine, or " + remedy);
        }
        Duration left = Duration.between(now, end);
        String detail = subject + ", valid for " + left.toDays() + " days";
        return left.compareTo(SOON) < 0 ? Finding.warn(what, detail, remedy) : Finding.ok(what, detail);
    }

    private static String day(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }
}
