package io.deviceingest.mqtt;

import io.deviceingest.mqtt.ModelTables.Table;
import java.util.List;

/** Both batches of a program. */
record WatchedBatches(WatchedBatch store, WatchedBatch deadLetters) {

    WatchedBatch of(Table table) {
        return table == Table.READING ? store : deadLetters;
    }

    /** Attempts one write of each, which succeeds. */
    void write() {
        store.write(List.of(), () -> {}, () -> {});
        deadLetters.write(List.of(), () -> {}, () -> {});
    }

    void handBackWithdrawn() {
        store.handBackWithdrawn();
        deadLetters.handBackWithdrawn();
    }

    void stop() {
        store.stop();
        deadLetters.stop();
    }

    boolean areEmpty() {
        return store.isEmpty() && deadLetters.isEmpty();
    }
}
