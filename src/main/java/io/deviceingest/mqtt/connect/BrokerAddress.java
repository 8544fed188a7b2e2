package io.deviceingest.mqtt.connect;

import io.deviceingest.settings.BrokerDefaults;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Where the broker should be: its name, its addresses, its port. */
public final class BrokerAddress {

    private final MqttSettings settings;
    private final BrokerName name;

    public BrokerAddress(MqttSettings settings) {
        this.settings = settings;
        this.name = new BrokerName(settings.broker().host());
    }

    /** The addresses that the name stands for, the one that is used first. */
    public List<String> resolve(Duration limit) throws MqttProblem, InterruptedException {
        List<List<InetAddress>> answer = Concurrently.ask(List.of(this::addresses), limit);
        if (answer.isEmpty()) {
            throw new MqttProblem(
                    "no-dns",
                    "no name server tells the address of \"" + settings.broker().host() + "\" in time",
                    "check the DNS of this machine, or set MQTT_BROKER_HOST to the broker's address",
                    null);
        }
        if (answer.get(0).isEmpty()) {
            throw new ConnectProblems(settings)
                    .explain(new UnknownHostException(settings.broker().host()));
        }
        return answer.get(0).stream().map(InetAddress::getHostAddress).toList();
    }

    private List<InetAddress> addresses() {
        try {
            return name.addresses();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    /** Opens a TCP connection and says how long that took; else looks so long where the broker may be instead. */
    public Duration reach(Duration limit, Duration limitElsewhere) throws MqttProblem, InterruptedException {
        long start = System.nanoTime();
        try {
            connect(limit).close();
            return Duration.ofNanos(System.nanoTime() - start);
        } catch (IOException e) {
            MqttProblem problem = new ConnectProblems(settings, List.of(), limit).explain(e);
            String elsewhere = String.join(", ", Concurrently.ask(elsewhere(limitElsewhere), limitElsewhere));
            throw new MqttProblem(
                    problem.key(),
                    problem.getMessage(),
                    problem.remedy() + (elsewhere.isEmpty() ? "" : "; there is an answer with " + elsewhere),
                    e);
        }
    }

    /** A TCP connection as the program opens it. */
    public Socket connect(Duration limit) throws IOException {
        return connect(name.at(settings.broker().port()), limit);
    }

    private static Socket connect(InetSocketAddress address, Duration limit) throws IOException {
        Socket socket = new BufferedSocket();
        try {
            socket.connect(address, (int) limit.toMillis());
            // A packet is one write: held back, it would wait for the broker's acknowledgement of the one before.
            socket.setTcpNoDelay(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The other usual ports of the host, and the other addresses of its name. */
    private List<Callable<String>> elsewhere(Duration limit) {
        Stream<Callable<String>> ports = BrokerDefaults.PORTS.stream()
                .filter(port -> port != settings.broker().port())
                .map(port -> () -> answering("MQTT_BROKER_PORT=" + port, name.at(port), limit));
        Stream<Callable<String>> addresses = addresses().stream()
                .skip(1)
                .map(address -> () -> answering(
                        "MQTT_BROKER_HOST=" + address.getHostAddress(),
                        new InetSocketAddress(address, settings.broker().port()),
                        limit));
        return Stream.concat(ports, addresses).toList();
    }

    /** @return the setting that leads there */
    private static String answering(String setting, InetSocketAddress address, Duration limit) throws IOException {
        connect(address, limit).close();
        return setting;
    }
}
