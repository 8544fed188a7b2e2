package io.deviceingest.console.device;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** How much comes from the broker at this moment. Safe for any number of threads. */
final class Traffic {

    private static final int MUCH_A_SECOND = 200;
    private static final long LOOK_MILLIS = 500;

    private final MeterRegistry meters;

    Traffic(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Whether it is so much that it should not be taken twice; takes half a second. */
    boolean isBusy() {
        double before = received();
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return (received() - before) * 1_000 / LOOK_MILLIS > MUCH_A_SECOND;
    }

    private double received() {
        return meters.find("device.ingest.messages.received").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
