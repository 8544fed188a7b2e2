package io.deviceingest.mqtt;

import io.deviceingest.batch.BatchComponent;
import io.deviceingest.certificate.CertificateExpiry;
import io.deviceingest.clock.IngestClock;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the room together and shows it: the component, its gauges and its health. */
@Configuration(proxyBeanMethods = false)
class MqttConfiguration {

    private static final Duration OLDEST_ALLOWED = Duration.ofSeconds(30);

    @Bean
    LinkStatus linkStatus(MeterRegistry meters) {
        return new LinkStatus(meters);
    }

    @Bean
    InFlight inFlight(MqttSettings settings, LinkStatus status, MeterRegistry meters) {
        InFlight inFlight = new InFlight(
                settings.limits().receiveMaximum(), Runtime.getRuntime().maxMemory() / 8, status::sawBacklog);
        Gauge.builder("device.ingest.messages.in.flight", inFlight, InFlight::size)
                .description("Messages that arrived and have not come to their end")
                .register(meters);
        Gauge.builder(
                        "device.ingest.oldest.unacknowledged",
                        inFlight,
                        all -> all.oldestAge().toMillis() / 1000.0)
                .description("Age of the oldest of them")
                .baseUnit("seconds")
                .register(meters);
        return inFlight;
    }

    @Bean
    MqttTls mqttTls(MqttSettings settings, Clock wallClock, MeterRegistry meters) {
        PresentedChain presented = new PresentedChain();
        CertificateExpiry expiry = new CertificateExpiry(wallClock, meters);
        expiry.registerFile("ca", settings.tls().caFile());
        expiry.registerFile("client", settings.tls().certFile());
        if (settings.tls().enabled()) {
            expiry.register("broker", presented::certificates);
        }
        return new MqttTls(settings, presented);
    }

    @Bean
    Intake intake(
            InFlight inFlight,
            MessageAccount account,
            LinkStatus status,
            MeterRegistry meters,
            BatchComponent batches) {
        return new Intake(inFlight, account, status, new PacketChanges(meters), batches::handBackWithdrawn);
    }

    /** The component closes it, after the routes. */
    @Bean(destroyMethod = "")
    MqttConnection mqttConnection(
            MqttSettings settings,
            MqttTls tls,
            Intake intake,
            LinkStatus status,
            InFlight inFlight,
            ObjectProvider<Retirement> retirement) {
        Retirement asked = retirement.getIfAvailable();
        return asked == null
                ? new SubscribedConnection(settings, tls, intake, status)
                : new RetiringConnection(settings, tls, intake, status, inFlight, asked);
    }

    @Bean
    CertificateReload certificateReload(
            MqttSettings settings, MqttTls tls, MqttConnection connection, Clock wallClock, MeterRegistry meters) {
        return new CertificateReload(settings, tls, connection, wallClock, meters);
    }

    @Bean("paho-mqtt5")
    DurableMqttComponent durableMqttComponent(
            MqttSettings settings, MqttConnection connection, Intake intake, LinkStatus status, IngestClock clock) {
        return new DurableMqttComponent(new ConsumerContext(settings, connection, intake, status, clock));
    }

    @Bean
    HealthIndicator mqttHealthIndicator(MqttSettings settings, LinkStatus status) {
        return () -> {
            Health.Builder health = status.isSubscribed() ? Health.up() : Health.down();
            health.withDetail("broker", settings.broker().address())
                    .withDetail("clientId", settings.session().clientId())
                    .withDetail("connected", status.isConnected())
                    .withDetail("subscribed", status.isSubscribed());
            status.problem().ifPresent(problem -> health.withDetails(problem.details()));
            status.takenOver().ifPresent(problem -> health.withDetail("takenOver", problem.details()));
            status.leftOver().ifPresent(problem -> health.withDetail("leftOver", problem.details()));
            return health.build();
        };
    }

    @Bean
    HealthIndicator backlogHealthIndicator(InFlight inFlight) {
        return () -> {
            Duration oldest = inFlight.oldestAge();
            Health.Builder health = oldest.compareTo(OLDEST_ALLOWED) > 0 ? Health.down() : Health.up();
            if (oldest.compareTo(OLDEST_ALLOWED) > 0) {
                health.withDetails(new Problem(
                                "the oldest of " + inFlight.size() + " messages in flight has waited "
                                        + oldest.toSeconds() + " s for its commit",
                                "look into the log for [BATCH], and at the locks and the disk of the database")
                        .details());
            }
            return health.withDetail("oldestUnacknowledgedSeconds", oldest.toSeconds())
                    .withDetail("inFlight", inFlight.size())
                    .build();
        };
    }
}
