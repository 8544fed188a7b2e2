package io.deviceingest.settings;

/**
 * A value that breaks its rule.
 *
 * @param setting its name, such as {@code MQTT_QOS}, or that of a source, {@code .env}
 * @param sentence name, rule and value in words, sometimes with what to try
 */
public record Violation(String setting, String sentence) {}
