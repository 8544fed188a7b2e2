package io.deviceingest.batch;

import java.time.Duration;

/** Told what became of each attempt to write; called on the writing thread. */
interface BatchListener {

    /** All of them are committed. */
    void written(int envelopes, Duration took);

    /** One of them is to blame; they are tried again in halves. */
    void split(int entries, Duration took);

    /** The one is to blame. */
    void rejected(Exception cause, Duration took);

    /** The system is to blame; they are tried again after a pause. */
    void held(int entries, Duration took, Fault fault, Exception cause, Duration pause);
}
