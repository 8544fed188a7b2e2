package io.deviceingest.mqtt.connect;

import java.util.Arrays;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** The reason codes of a SUBACK or UNSUBACK as the broker sent them: also those that Paho does not know. */
public final class AnsweredCodes {

    private AnsweredCodes() {}

    /**
     * @param filters how many were asked for
     * @throws MqttProblem where the broker does not answer for each of them
     */
    public static int[] of(IMqttToken answer, int filters) throws MqttProblem {
        int[] codes = answer.getReasonCodes() == null
                ? new int[0]
                : asTheyCame(answer.getReasonCodes(), answer.getResponseProperties());
        if (codes.length != filters) {
            throw new MqttProblem(
                    "wrong-answer",
                    "the broker answers " + filters + " topic filters with " + codes.length + " reason codes",
                    "look into the log of the broker, and update the broker",
                    null);
        }
        return codes;
    }

    /** Where the packet was changed, its reason string lists what it came with. */
    public static int[] asTheyCame(int[] codes, MqttProperties properties) {
        return properties == null || properties.getReasonString() == null
                ? codes
                : Arrays.stream(properties.getReasonString().split(","))
                        .mapToInt(Integer::parseInt)
                        .toArray();
    }
}
