package io.deviceingest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The program: device messages from MQTT 5 into PostgreSQL, acknowledged after the commit. */
@EnableScheduling
@SpringBootApplication(proxyBeanMethods = false)
public class DeviceIngestApplication {

    public static void main(String[] args) {
        if (Commands.areAsked(args)) {
            System.exit(Commands.run(args));
        }
        SpringApplication.run(DeviceIngestApplication.class, args);
    }
}
