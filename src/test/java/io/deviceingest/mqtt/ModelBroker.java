package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** The session of one client as the standard has it, and what its broker thinks of each acknowledgement. */
final class ModelBroker {

    private final int receiveMaximum;
    private final Predicate<SampleMessage> committed;
    private final List<SampleMessage> published = new ArrayList<>();
    private final Set<SampleMessage> lost = new LinkedHashSet<>();
    private final Set<SampleMessage> session = new LinkedHashSet<>();
    private final Set<SampleMessage> sentBefore = new HashSet<>();

    ModelBroker(int receiveMaximum, Predicate<SampleMessage> committed) {
        this.receiveMaximum = receiveMaximum;
        this.committed = committed;
    }

    SampleMessage publish(SampleMessage.Kind kind, int qos, boolean expires) {
        SampleMessage message = new SampleMessage(published.size(), kind, qos, expires);
        published.add(message);
        if (qos > 0) {
            session.add(message);
        }
        return message;
    }

    Connection connect() {
        try {
            return new Connection();
        } catch (MqttException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param taken what the program has and has not ended: that is no longer the broker's to lose */
    void loseSession(Predicate<SampleMessage> taken) {
        drop(message -> true, taken);
    }

    /** Gives up what has been there for too long, also where it was delivered already (MQTT 5, 3.3.2.3.3). */
    void expire(Predicate<SampleMessage> taken) {
        drop(SampleMessage::expires, taken);
    }

    private void drop(Predicate<SampleMessage> which, Predicate<SampleMessage> taken) {
        session.stream().filter(which.and(taken.negate())).forEach(lost::add);
        session.removeIf(which);
    }

    /** Whether the message is its own: it has it, or has lost it when the program had no copy any more. */
    boolean owns(SampleMessage message) {
        return session.contains(message) || lost.contains(message);
    }

    /** The program was stopped while it had the only copy. */
    void lost(SampleMessage message) {
        lost.add(message);
    }

    boolean owesNothing() {
        return session.isEmpty();
    }

    void checkThatNothingIsMissing() {
        assertThat(published)
                .as("what the broker did not lose")
                .filteredOn(message -> message.qos() > 0 && !lost.contains(message))
                .allMatch(committed);
    }

    /** One connection, in the place of the client that the program would use for it. */
    final class Connection extends MqttAsyncClient {

        private final Set<SampleMessage> sent = new LinkedHashSet<>();
        private final Deque<SampleMessage> unacknowledged = new ArrayDeque<>();
        private boolean stands = true;
        private boolean breaksAtNextAcknowledgement;

        Connection() throws MqttException {
            super("tcp://broker.example", "device-ingest", new MemoryPersistence());
        }

        /** What the broker would send now. */
        Optional<SampleMessage> next() {
            return unacknowledged.size() < receiveMaximum
                    ? session.stream()
                            .filter(message -> !sent.contains(message))
                            .findFirst()
                    : Optional.empty();
        }

        /** The DUP flag. */
        boolean hasSentBefore(SampleMessage message) {
            return sentBefore.contains(message);
        }

        void sent(SampleMessage message) {
            sent.add(message);
            sentBefore.add(message);
            unacknowledged.add(message);
        }

        void breakNow() {
            stands = false;
        }

        void breakAtNextAcknowledgement() {
            breaksAtNextAcknowledgement = true;
        }

        @Override
        public boolean isConnected() {
            return stands;
        }

        /** What the link's thread would write, at once. */
        AcknowledgementWriter writer() {
            return new AcknowledgementWriter(run -> {}, failure -> {}) {
                @Override
                synchronized void acknowledge(int packetId) {
                    acknowledged(packetId);
                }
            };
        }

        private void acknowledged(int packetId) {
            assertThat(stands).as("acknowledged while the connection stands").isTrue();
            if (breaksAtNextAcknowledgement) {
                stands = false;
                return;
            }
            SampleMessage message = published.get(packetId);
            assertThat(message).as("acknowledged in order of arrival").isEqualTo(unacknowledged.poll());
            assertThat(message).as("acknowledged after the commit").matches(committed);
            session.remove(message);
        }
    }
}
