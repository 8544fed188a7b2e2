package io.deviceingest.console.device;

import java.util.List;

/**
 * The newest value of each metric of a device.
 *
 * @param metrics by name
 * @param of which readings were looked at for them
 * @param note why these were not all, or the metrics are not; null where they are
 */
record Newest(List<Metric> metrics, String of, String note) {}
