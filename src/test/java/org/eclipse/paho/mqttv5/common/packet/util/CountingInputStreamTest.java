package org.eclipse.paho.mqttv5.common.packet.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.common.packet.MqttPublish;
import org.junit.jupiter.api.Test;

/** Ours is the one that is loaded, and can whatever Paho's can. */
class CountingInputStreamTest {

    @Test
    void countsWhatItReadsOneByOneAndTogether() throws IOException {
        CountingInputStream bytes = new CountingInputStream(new ByteArrayInputStream(new byte[10]));

        assertThat(bytes.read()).isZero();
        assertThat(bytes.read(new byte[4], 1, 3)).isEqualTo(3);
        assertThat(bytes.getCounter()).isEqualTo(4);
        bytes.resetCounter();
        assertThat(bytes.read(new byte[100])).isEqualTo(6);
        assertThat(bytes.read(new byte[100])).isEqualTo(-1);
        assertThat(bytes.read()).isEqualTo(-1);
        assertThat(bytes.getCounter()).isEqualTo(6);
    }

    @Test
    void itHasWhatPahosHas() throws Exception {
        URL paho = MqttPublish.class.getProtectionDomain().getCodeSource().getLocation();
        assertThat(CountingInputStream.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation())
                .isNotEqualTo(paho);
        try (URLClassLoader theirs = new URLClassLoader(new URL[] {paho}, InputStream.class.getClassLoader())) {
            assertThat(doors(CountingInputStream.class))
                    .containsAll(doors(theirs.loadClass(CountingInputStream.class.getName())));
        }
    }

    private static List<String> doors(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getConstructors()), Arrays.stream(type.getDeclaredMethods()))
                .filter(member -> Modifier.isPublic(member.getModifiers()))
                .map(CountingInputStreamTest::signature)
                .toList();
    }

    private static String signature(Executable member) {
        return member.getName() + Arrays.toString(member.getParameterTypes());
    }
}
