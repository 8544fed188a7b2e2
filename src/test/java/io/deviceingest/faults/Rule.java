package io.deviceingest.faults;

/** Decides on every packet of one direction, one after the other within a connection. */
@FunctionalInterface
public interface Rule {

    Verdict decide(MqttPacket packet);
}
