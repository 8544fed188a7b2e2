package io.deviceingest.mqtt;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.settings.MqttSettings;

/** What the consumers of one component share. */
record ConsumerContext(
        MqttSettings settings, MqttConnection connection, Intake intake, LinkStatus status, IngestClock clock) {}
