package io.deviceingest.batch;

/** Something that waits to be written; each end is called at most once, on the thread that brought it about. */
interface BatchEntry {

    /** Its part of a batch, in bytes. */
    int size();

    /** How many envelopes it brings: a batch is limited by them, too. */
    default int envelopes() {
        return 1;
    }

    /** Whether it need not be written any more, because another copy of it will be. */
    boolean isWithdrawn();

    void succeeded();

    /** It alone is to blame. */
    void rejected(Exception cause);

    /** It was not written, and nobody is to blame. */
    void handedBack(String reason);
}
