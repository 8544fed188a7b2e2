package io.deviceingest;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The running program: device messages from MQTT 5 into PostgreSQL, acknowledged after the commit. */
@EnableScheduling
@SpringBootApplication(proxyBeanMethods = false)
public class IngestProgram {}
