package io.deviceingest.mqtt.connect;

import io.deviceingest.mqtt.packet.BrokenPacketException;
import io.deviceingest.problem.Causes;
import java.io.EOFException;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;

/** Explains why a connection ended that nobody here closed. Holds no state. */
public final class ConnectionEnd {

    private ConnectionEnd() {}

    /** What the client reports of the end: a DISCONNECT of the broker's, or a failure. */
    public static MqttProblem reasonOf(MqttDisconnectResponse response) {
        int code = response.getReturnCode();
        if (!ReasonCodes.isRefusal(code)) {
            return lost(response.getException());
        }
        return new MqttProblem(
                ReasonCodes.key(code),
                "the broker ended the connection: " + ReasonCodes.words(code),
                ReasonCodes.remedy(code),
                response.getException());
    }

    public static MqttProblem lost(Exception failure) {
        Throwable cause = failure != null && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof BrokenPacketException broken) {
            return new MqttProblem(broken.problem(), broken);
        }
        String words = cause == null || cause instanceof EOFException ? "the broker closed it" : Causes.message(cause);
        return new MqttProblem(
                "connection-lost",
                "the connection was lost: " + words,
                "look at the network and at the log of the broker",
                cause);
    }
}
