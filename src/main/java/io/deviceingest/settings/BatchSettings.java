package io.deviceingest.settings;

/**
 * How much goes into one statement.
 *
 * @param maxSize envelopes, at most
 * @param maxReadings envelopes of one message, at most
 */
public record BatchSettings(int maxSize, int maxReadings) {}
