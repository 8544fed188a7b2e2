package io.deviceingest.settings;

import java.time.Duration;

/** @param offlineAfter how long a device may say nothing before it counts as offline */
public record PresenceSettings(Duration offlineAfter) {}
