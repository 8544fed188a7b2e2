package io.deviceingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.springframework.boot.SpringBootVersion;
import org.springframework.stereotype.Component;

/**
 * The metric {@code device_ingest_info}, always 1: which version runs, on what. Whoever rolls a version out joins other
 * series with it, and sees which replicas have it. Holds no state.
 */
@Component
final class ProgramInfo {

    ProgramInfo(CamelContext camel, MeterRegistry meters) {
        Gauge.builder("device.ingest.info", () -> 1)
                .description("1; its labels say which version runs, and on what")
                .tag("version", version())
                .tag("java", Runtime.version().toString())
                .tag("spring_boot", SpringBootVersion.getVersion())
                .tag("camel", camel.getVersion())
                .register(meters);
    }

    /** The version that the build wrote into the jar's manifest; a class outside of a jar has none. */
    static String version() {
        String version = ProgramInfo.class.getPackage().getImplementationVersion();
        return version == null ? "not packaged" : version;
    }
}
