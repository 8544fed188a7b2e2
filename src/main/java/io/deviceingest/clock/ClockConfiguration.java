package io.deviceingest.clock;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What time it is: for the calendar, and for the order of messages. */
@Configuration(proxyBeanMethods = false)
class ClockConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    IngestClock ingestClock(Clock clock) {
        return new IngestClock(clock);
    }
}
