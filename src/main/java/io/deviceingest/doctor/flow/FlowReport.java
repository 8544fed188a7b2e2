package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.report.Finding;

/** Is told what is found while somebody listens, by one thread, at the moment in which it is found. */
@FunctionalInterface
public interface FlowReport {

    void found(Finding finding);

    /** A message of the device was looked at. */
    default void heard(Look look) {
        found(look.finding());
    }
}
