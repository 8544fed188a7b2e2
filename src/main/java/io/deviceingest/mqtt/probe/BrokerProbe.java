package io.deviceingest.mqtt.probe;

import io.deviceingest.certificate.CertificateWords;
import io.deviceingest.mqtt.connect.BrokerAddress;
import io.deviceingest.mqtt.connect.CertificateProblems;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.ReasonCodes;
import io.deviceingest.mqtt.connect.Subscription;
import io.deviceingest.settings.MqttSettings;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * Asks a broker, step by step, all that the running program needs of it, and says in the program's own words what is
 * wrong. It connects under a client id of its own, and its sessions end with their connections: it takes nothing from
 * the running program and leaves nothing behind. Not thread-safe.
 */
public final class BrokerProbe {

    private final MqttSettings settings;
    private final TimeShares time;
    private final BrokerAddress address;
    private final BrokerPort port;
    private final String name = String.format(
            Locale.ROOT, "doctor-%08x", ThreadLocalRandom.current().nextInt());

    /**
     * What listens on the port.
     *
     * @param protocol TLS version and cipher, or that there is no TLS
     * @param chain a line for each certificate that it presented
     */
    public record PortFound(String protocol, List<String> chain) {}

    /**
     * How the broker answered one filter.
     *
     * @param filter as it was asked for
     * @param topic the filter without a share group
     * @param problem null where it is granted
     */
    public record FilterAnswer(String filter, String topic, MqttProblem problem) {}

    /** @param limit how long each step may take; one that is not answered takes a little less */
    public BrokerProbe(MqttSettings settings, Duration limit) {
        this.settings = settings;
        this.time = new TimeShares(limit);
        this.address = new BrokerAddress(settings);
        this.port = new BrokerPort(settings, address, time.toOpen());
    }

    /** The client id under which it connects. */
    public String clientId() {
        return settings.session().clientId() + "-" + name;
    }

    /** The addresses that the host's name stands for, the one that is used first. */
    public List<String> resolve() throws MqttProblem, InterruptedException {
        return address.resolve(time.toResolve());
    }

    /** Opens a TCP connection and says how long that took. */
    public Duration reach() throws MqttProblem, InterruptedException {
        return address.reach(time.toReach(), time.toReachElsewhere());
    }

    /**
     * Makes the TLS handshake, or without TLS asks whether the port wants none. What is wrong with certificates is left
     * to {@link #verifyChain} and {@link #verifyHost}.
     */
    public PortFound greet() throws MqttProblem, InterruptedException {
        String protocol = port.greet();
        return new PortFound(
                protocol, port.chain().stream().map(CertificateWords::line).toList());
    }

    /** Days until the first certificate of the chain expires, where the chain is accepted. */
    public long verifyChain() throws MqttProblem {
        throwIf("certificate-authority", "certificate-validity");
        return CertificateWords.daysLeft(port.chain());
    }

    /** The command that issues a certificate for the same names. */
    public String renewal() {
        return new CertificateProblems(settings, port.chain()).makeCerts();
    }

    /** Passes where the broker's certificate is for the host, or where that is not to be verified. */
    public void verifyHost() throws MqttProblem {
        throwIf("certificate-name");
    }

    private void throwIf(String... keys) throws MqttProblem {
        MqttProblem problem = port.problemOfCertificates().orElse(null);
        if (problem != null && Set.of(keys).contains(problem.key())) {
            throw problem;
        }
    }

    /** Connects with the real credentials. */
    public void connect() throws MqttProblem, InterruptedException {
        try (ProbeConnection connection = open()) {
            connection.connect(settings, clientId(), Duration.ZERO);
            connection.disconnect();
        } catch (ProbeConnection.ForeignAnswer e) {
            throw port.whoIsThere(List.of(e.answer()));
        } catch (SocketTimeoutException e) {
            throw port.whoIsThere(List.of(PortAnswer.of(PortAnswer.Kind.SILENT)));
        } catch (EOFException | SocketException e) {
            throw port.whoIsThere(List.of());
        } catch (MqttException e) {
            throw refused(port.problem(e), e.getReasonCode());
        } catch (IOException e) {
            throw port.problem(e);
        }
    }

    /** A refusal may be one of the client id alone: then the program's own can be accepted all the same. */
    private MqttProblem refused(MqttProblem problem, int code) {
        return switch (code) {
            case ReasonCodes.CLIENT_ID_NOT_VALID ->
                new MqttProblem(
                        problem.key(),
                        problem.getMessage() + ", when it is \"" + clientId() + "\"; whether \""
                                + settings.session().clientId()
                                + "\" is accepted cannot be tried while the program may be connected with it",
                        "where the broker's rules name client ids, allow those of the doctor too; else "
                                + problem.remedy(),
                        problem);
            case ReasonCodes.NOT_AUTHORIZED ->
                new MqttProblem(
                        problem.key(),
                        problem.getMessage(),
                        problem.remedy() + "; where they name client ids, this one was \"" + clientId() + "\"",
                        problem);
            default -> problem;
        };
    }

    /** What the broker grants a client that asks for what the program asks for. */
    public BrokerLimits limits() throws MqttProblem {
        try (ProbeConnection connection = open()) {
            MqttProperties connack =
                    connection.connect(settings, clientId(), settings.session().expiry());
            // First: else a session with that expiry would stay behind where it is less than asked for.
            connection.disconnect();
            return BrokerLimits.of(connack, settings);
        } catch (IOException | MqttException e) {
            throw port.problem(e);
        }
    }

    /** Subscribes to each filter, without retained messages, and unsubscribes at once. */
    public List<FilterAnswer> subscribe(List<String> topics) throws MqttProblem {
        // Never a member of the real group: it would take messages that the program then misses.
        String prefix = settings.session().shareGroup().isEmpty() ? "" : "$share/" + name + "/";
        List<String> filters = topics.stream().map(topic -> prefix + topic).toList();
        try (ProbeConnection connection = open()) {
            connection.connect(settings, clientId(), Duration.ZERO);
            int[] codes = connection.subscribe(filters, settings.session().qos());
            connection.disconnect();
            List<FilterAnswer> answers = new ArrayList<>();
            for (int i = 0; i < filters.size(); i++) {
                answers.add(answer(filters.get(i), topics.get(i), codes[i]));
            }
            return answers;
        } catch (IOException | MqttException e) {
            throw port.problem(e);
        }
    }

    private FilterAnswer answer(String filter, String topic, int code) {
        try {
            Subscription.check(filter, code, settings.session().qos());
            return new FilterAnswer(filter, topic, null);
        } catch (MqttProblem problem) {
            return new FilterAnswer(filter, topic, problem);
        }
    }

    private ProbeConnection open() throws IOException, MqttProblem {
        return new ProbeConnection(port.open(), time.toTalk());
    }
}
