package io.deviceingest.testkit;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The entry point of the process that {@link HiveMqBroker} starts. It knows HiveMQ by name only, because its classes are
 * on the class path of that process and of no other.
 */
final class HiveMqProcess {

    private HiveMqProcess() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        // Without an extension that says who may connect, HiveMQ lets nobody in.
        AtomicBoolean denied = (AtomicBoolean) Class.forName("com.hivemq.configuration.service.InternalConfigurations")
                .getField("AUTH_DENY_UNAUTHENTICATED_CONNECTIONS")
                .get(null);
        denied.set(false);
        Class.forName("com.hivemq.HiveMQServer")
                .getMethod("main", String[].class)
                .invoke(null, (Object) arguments);
    }
}
