package io.deviceingest;

import java.security.Security;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The program: device messages from MQTT 5 into PostgreSQL, acknowledged after the commit. */
@EnableScheduling
@SpringBootApplication(proxyBeanMethods = false)
public class DeviceIngestApplication {

    /** Java's own, which is read before the first name is resolved. */
    private static final String SECONDS_OF_A_NAME = "networkaddress.cache.ttl";

    public static void main(String[] args) {
        if (Security.getProperty(SECONDS_OF_A_NAME) == null) {
            // By default it is 30: for so long a name would lead to a server that has been replaced.
            Security.setProperty(SECONDS_OF_A_NAME, "5");
        }
        if (Commands.areAsked(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(DeviceIngestApplication.class, args);
    }
}
