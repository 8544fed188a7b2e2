package io.deviceingest;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The program: device messages from MQTT 5 into PostgreSQL, acknowledged after the commit. */
@SpringBootApplication(proxyBeanMethods = false)
public class DeviceIngestApplication {

    public static void main(String[] args) {
        SpringApplication.run(DeviceIngestApplication.class, args);
    }
}
