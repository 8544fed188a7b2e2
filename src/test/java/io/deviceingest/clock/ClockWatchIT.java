package io.deviceingest.clock;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.deviceingest.testkit.TestSite;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Which of three clocks is right, when they differ: the one that the database's agrees with. */
class ClockWatchIT {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ClockWatch.class);

    @RegisterExtension
    static final TestSite site = new TestSite().withDatabase();

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final MachineClock machine = new MachineClock();
    private final IngestClock ingest = new IngestClock(machine, machine::nanos);

    @BeforeAll
    static void setTheDatabasesClock() {
        // Found before PostgreSQL's own by who asks for it.
        site.tables().sql().execute("""
                CREATE SCHEMA ahead;
                CREATE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql
                    AS 'SELECT pg_catalog.clock_timestamp() + interval ''1 hour 30 seconds'''""");
    }

    @BeforeEach
    void listen() {
        said.start();
        LOG.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(said);
    }

    @Test
    void aMachineThatSleptOrGotTheTimeLaterSetsTheIngestsClock() {
        machine.jump(HOUR);

        watch("").compare();

        assertThat(ingest.behindMachine()).isZero();
    }

    @Test
    void aClockThatWasAheadAtTheStartIsReported() {
        machine.jump(HOUR.negated());

        watch("").compare();

        assertThat(ingest.behindMachine()).isEqualTo(HOUR.negated());
        assertThat(said.list)
                .singleElement()
                .asString()
                .contains("[CLOCK] Messages are dated 3600 s too late", "try: restart the program");
    }

    @Test
    void aDatabaseWithAnotherTimeIsReportedAndSetsNothing() {
        machine.jump(HOUR);

        watch("?currentSchema=ahead,pg_catalog").compare();

        assertThat(ingest.behindMachine()).isEqualTo(HOUR);
        assertThat(said.list)
                .singleElement()
                .asString()
                .contains("[CLOCK] The database's clock is 36", "s ahead of this machine's", "try: let NTP set both");
    }

    private ClockWatch watch(String parameters) {
        return new ClockWatch(
                new JdbcTemplate(new DriverManagerDataSource(site.database().url() + parameters, "postgres", "")),
                ingest);
    }
}
