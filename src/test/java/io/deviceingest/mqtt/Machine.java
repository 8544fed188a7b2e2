package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.batch.MessageRejectedException;
import io.deviceingest.batch.NotStoredException;
import io.deviceingest.mqtt.ModelTables.Outcome;
import io.deviceingest.mqtt.ModelTables.Table;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.MqttSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private WatchedBatches batches;
    private ModelBroker.Connection connection;
    private MqttLink link;

    final ModelDeliveries deliveries = deliveries();

    Machine() {
        startProgram();
    }

    ModelDeliveries deliveries() {
        return new ModelDeliveries();
    }

    private void startProgram() {
        ledger = new Ledger();
        intake = new Intake(
                ledger.inFlight(),
                ledger.account(),
                STATUS,
                new PacketChanges(new SimpleMeterRegistry()),
                () -> batches.handBackWithdrawn());
        batches = new WatchedBatches(
                new WatchedBatch(
                        deliveries::isWithdrawn, null, (rows, outcome) -> insert(Table.READING, rows, outcome)),
                new WatchedBatch(
                        deliveries::isWithdrawn,
                        (rows, outcome) -> insert(Table.STRIPPED_DEAD_LETTER, rows, outcome),
                        (rows, outcome) -> insert(Table.DEAD_LETTER, rows, outcome)));
        deliveries.forgetTaken();
        connect(true);
    }

    void insert(Table table, List<SampleMessage> rows, Outcome outcome) throws SQLException {
        int fresh = tables.insert(table, rows, outcome);
        if (table == Table.READING) {
            ledger.account().stored(Map.of("stored", fresh, "duplicate", rows.size() - fresh), rows.size());
        }
    }

    void publish(SampleMessage.Kind kind, int qos, boolean expires) {
        SampleMessage message = broker.publish(kind, qos, expires);
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

    /** As {@link Intake} does it. */
    private boolean arrived(SampleMessage message) {
        Delivery delivery = deliveries.delivery(message, link);
        Delivery earlier = connection.hasSentBefore(message) ? ledger.inFlight().earlier(delivery) : null;
        if (!ledger.enter(delivery, earlier != null)) {
            return false;
        }
        if (message.qos() > 0) {
            connection.sent(message);
            link.awaitAcknowledgement(delivery);
        }
        deliveries.taken(message, delivery);
        if (earlier != null) {
            deliveries.withdraw(earlier);
            batches.handBackWithdrawn();
        }
        take(message, delivery);
        return true;
    }

    void take(SampleMessage message, Delivery delivery) {
        batches.store().add(message, delivery, failure -> {
            if (failure instanceof MessageRejectedException) {
                assertThat(message).as("rejected alone").matches(SampleMessage::isRefused);
                addDeadLetter(message, delivery);
            } else {
                ended(batches.store(), message, delivery, failure);
            }
        });
    }

    private void addDeadLetter(SampleMessage message, Delivery delivery) {
        batches.deadLetters().add(message, delivery, failure -> {
            if (failure == null) {
                ledger.account().deadLettered("rejected-by-database");
            }
            ended(batches.deadLetters(), message, delivery, failure);
        });
    }

    void ended(WatchedBatch batch, SampleMessage message, Delivery delivery, Throwable failure) {
        ledger.left(delivery);
        deliveries.ended(delivery);
        intake.ended(delivery, failure);
        if (failure == null) {
            assertThat(message).as("ended well after the commit").matches(tables::hasCommitted);
        } else {
            assertThat(failure).isInstanceOf(NotStoredException.class);
            assertThat(deliveries.isWithdrawn(delivery) || batch.isStopped())
                    .as("%s is handed back with a reason", message)
                    .isTrue();
            handedBack(message, batch.isStopped());
            assertThat(delivery.qos() > 0 && delivery.link().stands())
                    .as("a connection stands on which %s is never acknowledged", message)
                    .isFalse();
        }
    }

    private void handedBack(SampleMessage message, boolean stopped) {
        if (message.qos() == 0 || broker.owns(message) || tables.hasCommitted(message) || deliveries.isTaken(message)) {
            return;
        }
        assertThat(stopped)
                .as("%s is handed back to a broker that has it", message)
                .isTrue();
        broker.lost(message);
    }

    void write(Table table, List<Outcome> outcomes, Runnable meanwhile, Runnable whileHeld) {
        batches.of(table).write(outcomes, meanwhile, whileHeld);
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
            deliveries.connected(sessionPresent);
            connect(sessionPresent);
        }
    }

    /** The program connects anew, for what it holds to take other routes. */
    void renew() {
        if (link.stands() && !batches.store().isStopped()) {
            deliveries.leaveToTheBroker(link);
            disconnect();
            reconnect(true);
            intake.handBackWithdrawn();
        }
    }

    /** The broker comes back from a crash: it has the session, without anything that was in it. */
    void fallBack() {
        if (!link.stands() && !deliveries.isAnyLeftToTheBroker()) {
            broker.loseSession(deliveries::isTaken);
        }
    }

    /** The broker accepts a connection, with the session that it has or with another one. */
    void connect(boolean sessionPresent) {
        if (!sessionPresent) {
            broker.loseSession(deliveries::isTaken);
        }
        connection = broker.connect();
        link = new MqttLink(SETTINGS, null, (from, topic, message) -> true, connection, connection.writer());
    }

    /** A connection that the program does not come to use: its CONNACK is not seen, or grants less than was asked for. */
    void attempt(boolean sessionPresent, boolean connackSeen, int messages) {
        if (link.stands() || batches.store().isStopped()) {
            return;
        }
        deliveries.notUsed(sessionPresent, connackSeen);
        connect(sessionPresent);
        receive(messages);
        disconnect();
    }

    void expire() {
        broker.expire(deliveries::isTaken);
    }

    void stop() {
        batches.stop();
    }

    void check() {
        ledger.check();
    }

    /** Lets everything come to rest without any fault, in a new program where this one was stopped. */
    void heal() {
        if (batches.store().isStopped()) {
            assertThat(ledger.nothingIsInFlight())
                    .as("everything has ended when the program has")
                    .isTrue();
            startProgram();
        }
        for (int round = 0; !(broker.owesNothing() && ledger.nothingIsInFlight()); round++) {
            assertThat(round).as("rounds until everything has ended").isLessThan(100);
            reconnect(true);
            receive(Ledger.MAX_PER_QOS);
            batches.write();
        }
        check();
        assertThat(batches.areEmpty()).as("both batches are empty").isTrue();
        broker.checkThatNothingIsMissing();
        tables.checkThatOnlyTheGuiltyAreDeadLetters();
    }
}
