package io.deviceingest;

import io.deviceingest.clock.IngestClock;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
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

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    IngestClock ingestClock(Clock clock) {
        return new IngestClock(clock);
    }
}
