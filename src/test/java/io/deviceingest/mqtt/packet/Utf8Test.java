package io.deviceingest.mqtt.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.eclipse.paho.mqttv5.common.packet.MqttDataTypes;

/** Texts that Paho reads stay as they are; all others become texts that it reads. */
class Utf8Test {

    @Property(tries = 5_000)
    void anyBytesBecomeAReadableText(@ForAll @Size(max = 8) byte[] bytes) throws Exception {
        boolean valid = new String(bytes, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0 && Texts.isReadable(bytes);
        byte[] repaired = bytes.clone();

        boolean changed = Utf8.repairText(repaired, 0, repaired.length);

        assertThat(readByPaho(repaired).getBytes(StandardCharsets.UTF_8)).isEqualTo(repaired);
        if (valid) {
            assertThat(changed).isFalse();
        }
        assertThat(changed).isEqualTo(!Arrays.equals(bytes, repaired));
    }

    @Property(tries = 2_000)
    void whatPahoReadsStaysAsItIs(@ForAll("texts") byte[] text) throws Exception {
        byte[] repaired = text.clone();

        assertThat(Utf8.repairText(repaired, 0, repaired.length)).isEqualTo(!Texts.isReadable(text));
        readByPaho(repaired);
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return Texts.any();
    }

    private static String readByPaho(byte[] text) throws Exception {
        return MqttDataTypes.decodeUTF8(new DataInputStream(
                new ByteArrayInputStream(new PacketBytes().counted(text).bytes())));
    }
}
