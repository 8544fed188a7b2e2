package io.deviceingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Whom a failure blames, by what PostgreSQL says of it. */
class FaultTest {

    @ParameterizedTest(name = "{3}")
    @CsvSource(delimiter = '|', textBlock = """
            23514 | envelope_kind_is_sensor_heartbeat_or_status | MESSAGE | a rule with a name
            23514 |                   | SCHEMA     | a missing partition
            23502 |                   | SCHEMA     | a new NOT NULL column
            23505 | one_serial_number | MESSAGE    | a site's own key
            23505 | device_event_pkey | SEQUENCE   | a sequence behind its table
            23505 | dead_letter_pkey  | SEQUENCE   | the other one
            57P02 |                   | BROKEN_OFF | the server process of another, or our own, crashed
            08006 |                   | CUT_OFF    | no answer to a statement, which may have been committed
            57P03 |                   | CONNECTION | a server that starts
            40001 |                   | CONFLICT   | two writers who met
            """)
    void isToldByStateAndConstraint(String state, String constraint, Fault expected, String why) {
        String message = "SERROR\0C" + state + "\0Mrefused\0" + (constraint == null ? "" : "n" + constraint + "\0");

        assertThat(Fault.of(new PSQLException(new ServerErrorMessage(message)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"08006", "08001"})
    void aConnectionThatCannotBeHadIsNeverBrokenByAMessage(String state) {
        assertThat(Fault.of(new SQLTransientConnectionException("no connection", state, new SQLException("", state))))
                .isEqualTo(Fault.CONNECTION);
    }
}
