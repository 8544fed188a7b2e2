package io.deviceingest.embedded;

import java.nio.file.Path;

/** A broker of a test's own that speaks MQTT 5 over TLS on 127.0.0.1. */
public interface Broker {

    int port();

    /** The certificate that the broker's own comes from. */
    Path caFile();
}
