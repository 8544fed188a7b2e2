package io.deviceingest.testkit;

/** A broker that is a process of its own, and can crash. */
public interface BrokerProcess extends RestartableBroker {

    /** Ends it as a crash does (SIGKILL). */
    void kill() throws Exception;
}
