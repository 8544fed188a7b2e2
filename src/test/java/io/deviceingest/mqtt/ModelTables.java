package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.mqtt.SampleMessage.Kind;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is committed, and how statements end. */
final class ModelTables {

    /** Where a batch of messages goes. */
    enum Table {
        READING,
        DEAD_LETTER,
        STRIPPED_DEAD_LETTER
    }

    /** How one statement ends; all but COMMIT blame the system. */
    enum Outcome {
        COMMIT(null),
        SERIALIZATION_FAILURE("40001"),
        TIMEOUT("57014"),
        OUT_OF_MEMORY("53200"),
        NO_PARTITION("23514"),
        CONNECTION_LOST("08006"),
        /** It commits, but the answer is lost. */
        UNHEARD_COMMIT("08006");

        private final String sqlState;

        Outcome(String sqlState) {
            this.sqlState = sqlState;
        }
    }

    private final Set<SampleMessage> readings = new HashSet<>();
    private final Set<SampleMessage> deadLetters = new HashSet<>();

    /** Inserts all or none; returns how many are new. */
    int insert(Table table, List<SampleMessage> rows, Outcome outcome) throws SQLException {
        if (outcome != Outcome.COMMIT && outcome != Outcome.UNHEARD_COMMIT) {
            throw new SQLException("the system is to blame", outcome.sqlState);
        }
        if (rows.stream().anyMatch(row -> isRefused(table, row))) {
            throw new SQLException("a message is to blame", "22P02");
        }
        Set<SampleMessage> committed = table == Table.READING ? readings : deadLetters;
        int before = committed.size();
        committed.addAll(rows);
        if (outcome == Outcome.UNHEARD_COMMIT) {
            throw new SQLException("no answer", outcome.sqlState, new SocketTimeoutException());
        }
        return committed.size() - before;
    }

    boolean hasCommitted(SampleMessage message) {
        return (message.isRefused() ? deadLetters : readings).contains(message);
    }

    void checkThatOnlyTheGuiltyAreDeadLetters() {
        assertThat(deadLetters).as("dead letters").allMatch(SampleMessage::isRefused);
        assertThat(readings).as("readings").noneMatch(SampleMessage::isRefused);
    }

    private static boolean isRefused(Table table, SampleMessage row) {
        return switch (table) {
            case READING -> row.isRefused();
            case DEAD_LETTER -> row.kind() == Kind.REFUSED_TWICE;
            case STRIPPED_DEAD_LETTER -> false;
        };
    }
}
