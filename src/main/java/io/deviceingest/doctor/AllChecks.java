package io.deviceingest.doctor;

import io.deviceingest.doctor.report.Examination;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.SettingCatalogue;
import io.deviceingest.settings.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;

/** Every check there is, in the order of a message's way. Immutable. */
public final class AllChecks {

    private final ConfigurableEnvironment environment;
    private final Settings settings;
    private final Duration limit;

    /** @param limit of each check */
    public AllChecks(ConfigurableEnvironment environment, Settings settings, Duration limit) {
        this.environment = environment;
        this.settings = settings;
        this.limit = limit;
    }

    /** @param mistakes in the files that settings are from */
    void offline(Examination examination, List<Problem> mistakes) throws InterruptedException {
        SettingCatalogue catalogue = SettingCatalogue.of(environment);
        examination.make(SourceChecks.of(mistakes, catalogue));
        examination.make(SettingChecks.of(settings, catalogue, ContainerDetection.here()));
        examination.make(CertificateChecks.of(settings, Clock.systemUTC()));
        examination.make(FileChecks.of(environment, settings));
    }

    void online(Examination examination) throws InterruptedException {
        examination.make(BrokerChecks.of(settings, limit));
        examination.make(DatabaseChecks.of(settings, limit));
        examination.make(ProgramChecks.of(settings, limit));
    }

    /** All of them, for a program that has started with these settings. */
    public void make(Examination examination) throws InterruptedException {
        offline(examination, List.of());
        online(examination);
    }
}
