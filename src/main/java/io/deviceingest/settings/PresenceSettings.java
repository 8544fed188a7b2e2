package io.deviceingest.settings;

import java.time.Duration;

/**
 * When silence means that a device is gone.
 *
 * @param offlineAfter how long a device may say nothing before it counts as offline
 */
public record PresenceSettings(Duration offlineAfter) {}
