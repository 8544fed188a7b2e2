package io.deviceingest;

import java.io.IOException;
import java.security.Security;
import java.util.Optional;
import org.springframework.boot.SpringApplication;

/** The way into the program: to the command that is asked for, else to {@link IngestProgram}. */
public final class DeviceIngestApplication {

    /** Java's own, which is read before the first name is resolved. */
    private static final String SECONDS_OF_A_NAME = "networkaddress.cache.ttl";

    private DeviceIngestApplication() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        Optional<NestedJars> jars = NestedJars.inPlaceOf(DeviceIngestApplication.class.getClassLoader());
        if (jars.isPresent()) {
            jars.get().run(DeviceIngestApplication.class, args);
            return;
        }
        if (Security.getProperty(SECONDS_OF_A_NAME) == null) {
            // By default it is 30: for so long a name would lead to a server that has been replaced.
            Security.setProperty(SECONDS_OF_A_NAME, "5");
        }
        if (Commands.areAsked(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(IngestProgram.class, args);
    }
}
