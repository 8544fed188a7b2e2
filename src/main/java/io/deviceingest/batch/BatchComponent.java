package io.deviceingest.batch;

import io.deviceingest.message.MessageAccount;
import io.deviceingest.settings.BatchSettings;
import io.deviceingest.threads.LongLived;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code batch:<name>}: holds exchanges as pending, hands what it has to the route {@code direct:<name>} as one exchange
 * (a JSON array of the bodies; how many in the header {@code batchSize}), and completes every pending exchange when that
 * one is done. A body of {@code batch:store} may be a list of envelopes: its elements stand in the array one by one, and
 * the header {@code messageStarts} says where each message begins. Where the route answers with a map, its entry
 * {@code unknown} names the envelopes whose devices are not registered: their messages fail with an
 * {@link UnknownDeviceException}, the others do not.
 *
 * <p>There is one batch per name, shared by all steps that name it. It lives as long as the component: a pending
 * exchange survives the replacement of its route. Safe for any number of threads.
 */
public final class BatchComponent extends DefaultComponent implements LongLived {

    private final BatchSettings settings;
    private final ServerLife serverLife;
    private final MessageAccount account;
    private final MeterRegistry meters;
    private final Map<String, Batch> batches = new ConcurrentHashMap<>();

    BatchComponent(BatchSettings settings, ServerLife serverLife, MessageAccount account, MeterRegistry meters) {
        this.settings = settings;
        this.serverLife = serverLife;
        this.account = account;
        this.meters = meters;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String name, Map<String, Object> parameters) {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("batch: must have a name, as in batch:store, but had none");
        }
        return new BatchEndpoint(uri, this, name, getAndRemoveParameter(parameters, "lastResort", String.class));
    }

    Batch batch(String name) {
        return batches.computeIfAbsent(name, key -> {
            Batch batch =
                    new Batch(getCamelContext(), name, () -> lastResort(name), settings, serverLife, account, meters);
            batch.start();
            return batch;
        });
    }

    /** As the routes say it that are there now: the batch outlives those that it was made for. */
    private Optional<String> lastResort(String name) {
        return getCamelContext().getEndpoints().stream()
                .filter(BatchEndpoint.class::isInstance)
                .map(BatchEndpoint.class::cast)
                .filter(endpoint -> endpoint.name().equals(name) && endpoint.lastResort() != null)
                .map(BatchEndpoint::lastResort)
                .findFirst();
    }

    /** Hands back, in every batch, what was withdrawn and is not being written at this moment. */
    public void handBackWithdrawn() {
        batches.values().forEach(Batch::handBackWithdrawn);
    }

    @Override
    public List<String> deadThreads() {
        return batches.values().stream()
                .filter(batch -> !batch.isAlive())
                .map(Batch::threadName)
                .toList();
    }

    /** For how long no commit has failed for a reason outside of the messages; without an end where none ever did. */
    public Duration committedFor() {
        return batches.values().stream()
                .map(Batch::committedFor)
                .min(Comparator.naturalOrder())
                .orElse(ChronoUnit.FOREVER.getDuration());
    }

    @Override
    protected void doStop() throws Exception {
        for (Batch batch : batches.values()) {
            batch.stop();
        }
        batches.clear();
        super.doStop();
    }
}
