package io.deviceingest.management;

/** What listens on the management port. */
public interface Listener extends AutoCloseable {

    int port();

    @Override
    void close();
}
