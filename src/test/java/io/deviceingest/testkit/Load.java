package io.deviceingest.testkit;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Publishes so many different readings of ten devices at QoS 1, one after the other, on a thread of its own. */
public final class Load implements AutoCloseable {

    private final AtomicInteger acknowledged = new AtomicInteger();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Device device;

    private Load(Device device) {
        this.device = device;
    }

    public static Load start(Broker broker, int messages) throws Exception {
        Load load = new Load(new Device(broker, "load"));
        new Thread(() -> load.publish(messages), "load").start();
        return load;
    }

    /** How many the broker has taken. */
    public int acknowledged() {
        return acknowledged.get();
    }

    public void awaitEnd() throws Exception {
        end.get(2, TimeUnit.MINUTES);
    }

    private void publish(int messages) {
        long now = Instant.now().getEpochSecond();
        try {
            for (int i = 0; i < messages; i++) {
                device.publish(
                        "devices/load-" + i % 10 + "/sensor", "{\"timestamp\":" + (now - i) + ",\"n\":" + i + "}");
                acknowledged.incrementAndGet();
            }
            end.complete(null);
        } catch (Exception e) {
            end.completeExceptionally(e);
        }
    }

    @Override
    public void close() throws Exception {
        device.close();
    }
}
