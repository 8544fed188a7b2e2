package io.deviceingest.settings;

/**
 * How much goes into one statement.
 *
 * @param maxSize messages, at most
 */
public record BatchSettings(int maxSize) {}
