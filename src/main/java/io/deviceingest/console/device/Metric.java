package io.deviceingest.console.device;

import java.time.Instant;

/**
 * The newest value of a metric.
 *
 * @param value a number, or 0 and 1 for false and true; null where it is a text
 * @param text null where it is a number
 * @param at the time of the reading
 */
public record Metric(String name, Double value, String text, Instant at) {}
