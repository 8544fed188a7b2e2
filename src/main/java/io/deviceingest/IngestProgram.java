package io.deviceingest;

import java.time.Duration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The running program: device messages from MQTT 5 into PostgreSQL, acknowledged after the commit. Without Spring Boot's
 * auto-configuration: each part is a bean that this program names, for what is looked for at the start costs at every start.
 */
@EnableScheduling
@Configuration(proxyBeanMethods = false)
@ComponentScan
public class IngestProgram {

    /**
     * How long a stop waits for the messages in flight: longer than the longest statement that may be running, shorter than
     * what orchestrators grant.
     */
    public static final Duration LONGEST_STOP = Duration.ofSeconds(20);
}
