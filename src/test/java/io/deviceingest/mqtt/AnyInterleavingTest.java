package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.mqtt.ModelTables.Outcome;
import io.deviceingest.mqtt.ModelTables.Table;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens in whatever order, each message ends once, nothing is acknowledged before its commit, and after the
 * last fault everything is committed; and a machine that does it wrong would be noticed.
 */
class AnyInterleavingTest {

    private static final int SEQUENCES = 10_000;

    @Property(tries = SEQUENCES, edgeCases = EdgeCasesMode.NONE)
    void keepsThePromise(@ForAll("sequences") List<Step> steps) {
        play(steps, new Machine());
    }

    @Provide
    Arbitrary<List<Step>> sequences() {
        return Step.sequences();
    }

    @Example
    void noticesAnAcknowledgementBeforeTheCommit() {
        assertNoticed("acknowledged after the commit", () -> new Machine() {
            @Override
            void take(SampleMessage message, Delivery delivery) {
                super.take(message, delivery);
                delivery.link().acknowledge(delivery);
            }
        });
    }

    @Example
    void noticesASerializationFailureThatBlamesAMessage() {
        assertNoticed("rejected alone", () -> new Machine() {
            @Override
            void insert(Table table, List<SampleMessage> rows, Outcome outcome) throws SQLException {
                try {
                    super.insert(table, rows, outcome);
                } catch (SQLException e) {
                    throw outcome == Outcome.SERIALIZATION_FAILURE ? new SQLException(e.getMessage(), "22000", e) : e;
                }
            }
        });
    }

    @Example
    void noticesAMessageThatASplitForgets() {
        assertNoticed(List.of("everything has ended", "the account closes"), ForgetfulMachine::new);
    }

    /** The broker may be back from a crash, and have forgotten them. */
    @Example
    void noticesMessagesThatAreGivenUpBecauseTheSessionIsThere() {
        assertNoticed("is handed back", () -> new Machine() {
            @Override
            void connect(boolean sessionPresent) {
                super.connect(sessionPresent);
                if (sessionPresent) {
                    deliveries.newest().forEach(Delivery::withdraw);
                }
            }
        });
    }

    @Example
    void noticesACopyThatIsWrittenThoughItsMessageHasComeAgain() {
        assertNoticed("still pending, but is redelivered", () -> new Machine() {
            @Override
            ModelDeliveries deliveries() {
                return new ModelDeliveries() {
                    @Override
                    void withdraw(Delivery earlier) {}
                };
            }
        });
    }

    @Example
    void noticesASessionThatWasReplacedUnseen() {
        replaceTheSessionUnseen(new Machine());

        assertThatThrownBy(() -> replaceTheSessionUnseen(new Machine() {
                    @Override
                    ModelDeliveries deliveries() {
                        return new ModelDeliveries() {
                            @Override
                            void seen(Boolean sessionPresent) {
                                super.seen(true);
                            }
                        };
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("is handed back");
    }

    /** Too rare among the random ones: what is left to the broker is on its way to the dead letters meanwhile. */
    private static void replaceTheSessionUnseen(Machine machine) {
        machine.publish(SampleMessage.Kind.REFUSED, 1, false);
        machine.write(ModelTables.Table.READING, List.of(), machine::renew, () -> {});
        machine.disconnect();
        machine.attempt(false, false, 0);
        machine.reconnect(true);
        machine.heal();
    }

    /** Forgets the last message of a batch when it is split: it is neither written nor ended. */
    private static final class ForgetfulMachine extends Machine {

        private final Set<SampleMessage> forgotten = new HashSet<>();

        @Override
        void insert(Table table, List<SampleMessage> rows, Outcome outcome) throws SQLException {
            List<SampleMessage> rest =
                    rows.stream().filter(row -> !forgotten.contains(row)).toList();
            try {
                super.insert(table, rest, outcome);
            } catch (SQLException e) {
                if (rest.size() > 1 && outcome == Outcome.COMMIT) {
                    forgotten.add(rest.get(rest.size() - 1));
                }
                throw e;
            }
        }

        @Override
        void ended(WatchedBatch batch, SampleMessage message, Delivery delivery, Throwable failure) {
            if (!forgotten.contains(message)) {
                super.ended(batch, message, delivery, failure);
            }
        }
    }

    private static void assertNoticed(String violation, Supplier<Machine> mutant) {
        assertNoticed(List.of(violation), mutant);
    }

    /** @param violations which of them comes first depends on the sequence */
    private static void assertNoticed(List<String> violations, Supplier<Machine> mutant) {
        assertThatThrownBy(() ->
                        Step.sequences().sampleStream().limit(SEQUENCES).forEach(steps -> play(steps, mutant.get())))
                .isInstanceOf(AssertionError.class)
                .satisfies(
                        noticed -> assertThat(noticed.getMessage()).containsAnyOf(violations.toArray(String[]::new)));
    }

    private static void play(List<Step> steps, Machine machine) {
        for (Step step : steps) {
            step.event().accept(machine);
            machine.check();
        }
        machine.heal();
    }
}
