package io.deviceingest.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * All metrics as Prometheus reads them. Those of the JVM and the machine are added by the first who asks: nobody needs
 * them earlier, and a start need not wait for them. Safe for any number of threads.
 */
public final class MetricsPage implements AutoCloseable {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry meters;
    private final Supplier<List<MeterBinder>> late;
    private List<AutoCloseable> bound;

    MetricsPage(PrometheusMeterRegistry meters, Supplier<List<MeterBinder>> late) {
        this.meters = meters;
        this.late = late;
    }

    /** The form that this reader prefers: OpenMetrics if it says so, else plain text. */
    public String contentType(String accept) {
        return accept != null && accept.contains(OPEN_METRICS) ? OPEN_METRICS + "; version=1.0.0; charset=utf-8" : TEXT;
    }

    public byte[] content(String contentType) {
        bindLate();
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        try {
            meters.scrape(page, contentType);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.toByteArray();
    }

    private synchronized void bindLate() {
        if (bound == null) {
            bound = new ArrayList<>();
            for (MeterBinder binder : late.get()) {
                binder.bindTo(meters);
                if (binder instanceof AutoCloseable listener) {
                    bound.add(listener);
                }
            }
        }
    }

    @Override
    public synchronized void close() throws Exception {
        for (AutoCloseable listener : bound == null ? List.<AutoCloseable>of() : bound) {
            listener.close();
        }
    }
}
