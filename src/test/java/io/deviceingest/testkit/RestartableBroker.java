package io.deviceingest.testkit;

/** A broker that can be stopped in order and started again, on the same port and with all that it kept. */
public interface RestartableBroker extends Broker, AutoCloseable {

    void start() throws Exception;

    void stop() throws Exception;

    /**
     * Whether it tells a device that it has a message before it has written it down. It writes before it reads the
     * device's next packet: only the message that was acknowledged last can be gone after a crash.
     */
    boolean acknowledgesBeforeItWrites();
}
