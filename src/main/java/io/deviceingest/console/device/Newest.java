package io.deviceingest.console.device;

import java.util.List;

/**
 * The newest value of each metric of a device.
 *
 * @param metrics by name
 * @param of which readings were looked at for them
 * @param why these were not all; null where they were
 */
record Newest(List<Metric> metrics, String of, String why) {}
