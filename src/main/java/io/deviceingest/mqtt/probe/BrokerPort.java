package io.deviceingest.mqtt.probe;

import io.deviceingest.mqtt.connect.BrokerAddress;
import io.deviceingest.mqtt.connect.BrokerTls;
import io.deviceingest.mqtt.connect.Concurrently;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.Sockets;
import io.deviceingest.problem.Causes;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** The broker's port: opens connections as the program does, and finds out who listens where that is no broker. */
final class BrokerPort {

    private static final String BOTH_WAYS = "with TLS and without";

    private final MqttSettings settings;
    private final BrokerAddress address;
    private final PresentedChain presented = new PresentedChain();
    private final MqttTls tls;
    private final PortProblems words;
    private final Duration limit;
    private MqttProblem ofCertificate;

    /** @param limit for opening a connection, and as long again for what is asked over it */
    BrokerPort(MqttSettings settings, BrokerAddress address, Duration limit) {
        this.settings = settings;
        this.address = address;
        this.limit = limit;
        this.tls = new MqttTls(settings, presented);
        this.words = new PortProblems(settings);
    }

    /** The certificates that it presented last, its own first. */
    List<X509Certificate> chain() {
        return presented.certificates();
    }

    /** What the handshake found to be wrong with them, or with the client's. */
    Optional<MqttProblem> problemOfCertificates() {
        return Optional.ofNullable(ofCertificate);
    }

    /** Says why a connection failed. */
    MqttProblem problem(Exception failure) {
        return tls.failures(limit).explain(failure);
    }

    /** A connection with TLS or without, as set. */
    Socket open() throws IOException, MqttProblem {
        return settings.tls().enabled() ? secured() : plain();
    }

    private Socket plain() throws IOException {
        Socket socket = address.connect(limit);
        socket.setSoTimeout((int) limit.toMillis());
        return socket;
    }

    private SSLSocket secured() throws IOException, MqttProblem {
        var factory = tls.socketFactory();
        return BrokerTls.over(plain(), factory, settings);
    }

    /** Makes sure that the port speaks what it is expected to speak, and names it. */
    String greet() throws MqttProblem, InterruptedException {
        if (settings.tls().enabled()) {
            return greetOverTls();
        }
        List<PortAnswer> answer = ask(this::plain, PortQuestion.MQTT_5);
        if (is(answer, PortAnswer.Kind.MQTT_5)) {
            return "off, and the port speaks MQTT without it";
        }
        throw whoIsThere(answer);
    }

    private String greetOverTls() throws MqttProblem, InterruptedException {
        try {
            SSLSocket socket = secured();
            SSLSession session = socket.getSession();
            Sockets.close(socket);
            return session.getProtocol() + ", " + session.getCipherSuite();
        } catch (IOException e) {
            if (!chain().isEmpty()) {
                ofCertificate = problem(e);
                return "is spoken, but the handshake failed";
            }
            if (Causes.deepest(e).contains("alert")) {
                throw problem(e);
            }
            List<PortAnswer> answers =
                    ask(this::plain, PortQuestion.MQTT_5, PortQuestion.MQTT_3_1_1, PortQuestion.HTTP);
            throw answers.stream().anyMatch(PortAnswer::isMqtt) ? words.noTls() : words.explain(answers, BOTH_WAYS);
        }
    }

    /**
     * Who listens where a CONNECT of MQTT 5 was not answered by a CONNACK.
     *
     * @param answer what came instead; none where the connection was closed
     */
    MqttProblem whoIsThere(List<PortAnswer> answer) throws InterruptedException, MqttProblem {
        String asked = settings.tls().enabled() ? "in MQTT over TLS" : BOTH_WAYS;
        if (answer.stream().anyMatch(PortAnswer::isMqtt)) {
            return words.olderMqtt();
        }
        if (is(answer, PortAnswer.Kind.TLS) || is(answer, PortAnswer.Kind.HTTP)) {
            return words.explain(answer, asked);
        }
        if (settings.tls().enabled() && !is(answer, PortAnswer.Kind.SILENT)) {
            Optional<MqttProblem> refused = lateAlert();
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        List<PortAnswer> answers = new ArrayList<>(answer);
        answers.addAll(
                settings.tls().enabled()
                        ? ask(this::open, PortQuestion.MQTT_3_1_1, PortQuestion.HTTP)
                        : ask(this::open, PortQuestion.MQTT_3_1_1, PortQuestion.HTTP, PortQuestion.TLS));
        return answers.stream().anyMatch(PortAnswer::isMqtt) ? words.olderMqtt() : words.explain(answers, asked);
    }

    /**
     * With TLS 1.3 a missing client certificate is refused after the handshake (RFC 8446, 4.4.2.4), and what the client
     * has written by then can hide it behind a reset: so this one writes nothing.
     */
    private Optional<MqttProblem> lateAlert() throws MqttProblem {
        try {
            Socket socket = secured();
            try {
                socket.setSoTimeout((int) limit.toMillis() / 2);
                socket.getInputStream().read();
            } finally {
                Sockets.close(socket);
            }
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(problem(e));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private List<PortAnswer> ask(Callable<Socket> opening, PortQuestion... questions) throws InterruptedException {
        List<Callable<PortAnswer>> all = Arrays.stream(questions)
                .<Callable<PortAnswer>>map(question -> () -> question.ask(opening))
                .toList();
        return Concurrently.ask(all, limit.plus(limit.dividedBy(10)));
    }

    private static boolean is(List<PortAnswer> answers, PortAnswer.Kind kind) {
        return answers.stream().anyMatch(answer -> answer.kind() == kind);
    }
}
