package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.batch.MessageRejectedException;
import io.deviceingest.batch.NotStoredException;
import io.deviceingest.mqtt.ModelTables.Outcome;
import io.deviceingest.mqtt.ModelTables.Table;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/**
 * The program from the arrival of a message to its acknowledgement, between a model of the broker and one of the
 * tables. Everything happens on the caller's thread, one step after the other, and what must always hold is checked
 * while it happens.
 */
class Machine {

    private static final MqttSettings SETTINGS = SampleSettings.withTls(true);
    private static final LinkStatus STATUS = new LinkStatus(new SimpleMeterRegistry());

    private final ModelTables tables = new ModelTables();
    private final ModelBroker broker = new ModelBroker(Ledger.MAX_PER_QOS, tables::hasCommitted);

    private Ledger ledger;
    private Intake intake;
    private WatchedBatch store;
    private WatchedBatch deadLetters;
    private ModelBroker.Connection connection;
    private MqttLink link;

    /** The links whose session another one has taken over. */
    private final Set<MqttLink> replaced = new HashSet<>();

    Machine() {
        startProgram();
    }

    private void startProgram() {
        ledger = new Ledger();
        intake = new Intake(ledger.inFlight(), ledger.account(), STATUS, new PacketChanges(new SimpleMeterRegistry()));
        store = new WatchedBatch(this::comesAgain, null, (rows, outcome) -> insert(Table.READING, rows, outcome));
        deadLetters = new WatchedBatch(
                this::comesAgain,
                (rows, outcome) -> insert(Table.STRIPPED_DEAD_LETTER, rows, outcome),
                (rows, outcome) -> insert(Table.DEAD_LETTER, rows, outcome));
        link = null;
        connect(true);
    }

    /** Whether the broker delivers it again, on a link that has taken the session over. */
    private boolean comesAgain(Delivery delivery) {
        return delivery.qos() > 0 && replaced.contains(delivery.link());
    }

    void insert(Table table, List<SampleMessage> rows, Outcome outcome) throws SQLException {
        int fresh = tables.insert(table, rows, outcome);
        if (table == Table.READING) {
            ledger.account().stored(Map.of("stored", fresh, "duplicate", rows.size() - fresh));
        }
    }

    void publish(SampleMessage.Kind kind, int qos) {
        SampleMessage message = broker.publish(kind, qos);
        if (qos > 0) {
            receive(1);
        } else if (link.stands()) {
            arrived(message);
        }
    }

    /** Takes so many QoS 1 messages, at most, as the broker sends them and as there is room. */
    void receive(int messages) {
        for (int i = 0; i < messages && link.stands(); i++) {
            Optional<SampleMessage> message = connection.next();
            if (message.isEmpty() || !arrived(message.get())) {
                return;
            }
        }
    }

    private boolean arrived(SampleMessage message) {
        Delivery delivery = new Delivery(
                link, message.number(), message.qos(), message.body().length());
        if (!ledger.enter(delivery)) {
            return false;
        }
        if (message.qos() > 0) {
            connection.sent(message);
            link.awaitAcknowledgement(delivery);
        }
        take(message, delivery);
        return true;
    }

    void take(SampleMessage message, Delivery delivery) {
        store.park(message, delivery, failure -> {
            if (failure instanceof MessageRejectedException) {
                assertThat(message).as("rejected alone").matches(SampleMessage::isRefused);
                parkDeadLetter(message, delivery);
            } else {
                ended(store, message, delivery, failure);
            }
        });
    }

    private void parkDeadLetter(SampleMessage message, Delivery delivery) {
        deadLetters.park(message, delivery, failure -> {
            if (failure == null) {
                ledger.account().deadLettered("rejected-by-database");
            }
            ended(deadLetters, message, delivery, failure);
        });
    }

    void ended(WatchedBatch batch, SampleMessage message, Delivery delivery, Throwable failure) {
        ledger.left(delivery);
        intake.ended(delivery, failure);
        if (failure == null) {
            assertThat(message).as("ended well after the commit").matches(tables::hasCommitted);
        } else {
            assertThat(failure).isInstanceOf(NotStoredException.class);
            assertThat(comesAgain(delivery) || batch.isStopped())
                    .as("%s is handed back with a reason", message)
                    .isTrue();
            assertThat(delivery.qos() > 0 && delivery.link().stands())
                    .as("a connection stands on which %s is never acknowledged", message)
                    .isFalse();
        }
    }

    void write(Table table, List<Outcome> outcomes, Runnable meanwhile, Runnable whileHeld) {
        (table == Table.READING ? store : deadLetters).write(outcomes, meanwhile, whileHeld);
    }

    void disconnect() {
        connection.breakNow();
        link.mqttErrorOccurred(new MqttException(MqttClientException.REASON_CODE_CONNECTION_LOST));
    }

    void breakAtNextAcknowledgement() {
        connection.breakAtNextAcknowledgement();
    }

    /** Connects again if the connection has ended, as the connection's own thread does. */
    void reconnect(boolean sessionPresent) {
        if (!link.stands()) {
            connect(sessionPresent);
        }
    }

    private void connect(boolean sessionPresent) {
        MqttLink previous = link;
        if (!sessionPresent) {
            broker.loseSession();
        }
        connection = broker.connect();
        link = new MqttLink(SETTINGS, null, (from, topic, message) -> {}, connection);
        if (previous != null && sessionPresent) {
            replaced.add(previous);
            intake.replaced(link);
            store.handBackWithdrawn();
            deadLetters.handBackWithdrawn();
        } else {
            intake.newSession(link);
        }
    }

    void stop() {
        store.stop();
        deadLetters.stop();
    }

    /** What holds between any two steps. */
    void check() {
        ledger.check();
    }

    /** Lets everything come to rest without any fault, in a new program where this one was stopped. */
    void heal() {
        if (store.isStopped()) {
            assertThat(ledger.nothingIsInFlight())
                    .as("everything has ended when the program has")
                    .isTrue();
            startProgram();
        }
        for (int round = 0; !(broker.owesNothing() && ledger.nothingIsInFlight()); round++) {
            assertThat(round).as("rounds until everything has ended").isLessThan(100);
            reconnect(true);
            receive(Ledger.MAX_PER_QOS);
            store.write(List.of(), () -> {}, () -> {});
            deadLetters.write(List.of(), () -> {}, () -> {});
        }
        check();
        assertThat(store.isEmpty() && deadLetters.isEmpty())
                .as("both batches are empty")
                .isTrue();
        broker.checkThatNothingIsMissing();
        tables.checkThatOnlyTheGuiltyAreDeadLetters();
    }
}
