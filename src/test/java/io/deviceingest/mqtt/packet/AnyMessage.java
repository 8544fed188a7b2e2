package io.deviceingest.mqtt.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Every PUBLISH that a broker may send on a subscription at QoS 1, and topic aliases that were not granted. */
public final class AnyMessage {

    private static final byte[] LEVELS = "devices/".getBytes(StandardCharsets.UTF_8);

    private AnyMessage() {}

    /** @param payloads what they carry */
    public static Arbitrary<SentMessage> withPayload(Arbitrary<byte[]> payloads) {
        Arbitrary<Integer> flags = Arbitraries.of(0x0, 0x1, 0x2, 0x2, 0x2, 0x3, 0xA, 0xB);
        return Combinators.combine(flags, topics(), properties(), payloads).as(SentMessage::new);
    }

    public static Arbitrary<byte[]> topics() {
        Arbitrary<byte[]> plain = Arbitraries.integers()
                .between(1, 9)
                .map(device -> ("devices/d" + device + "/sensor").getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> any = Texts.any()
                .map(text -> new PacketBytes()
                        .raw(LEVELS)
                        .raw(Arrays.copyOf(text, Math.min(text.length, 0xFFFF - LEVELS.length)))
                        .bytes())
                .filter(topic -> isWhole(topic));
        Arbitrary<byte[]> altered = Texts.any()
                .filter(text -> text.length < 1_000)
                .map(text -> new PacketBytes()
                        .raw("devices/d".getBytes(StandardCharsets.UTF_8))
                        .raw(text)
                        .raw("/sensor".getBytes(StandardCharsets.UTF_8))
                        .bytes());
        return Arbitraries.frequencyOf(Tuple.of(4, plain), Tuple.of(1, any), Tuple.of(2, altered));
    }

    private static boolean isWhole(byte[] topic) {
        return Arrays.equals(new String(topic, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), topic);
    }

    /** Those that occur once each occur or not, in any order, and among them some that may occur more often. */
    private static Arbitrary<byte[]> properties() {
        Arbitrary<byte[]> format =
                Arbitraries.of(0, 1).map(value -> property(0x01).octet(value).bytes());
        Arbitrary<byte[]> expiry = Arbitraries.of(0L, 1L, 0x7FFFFFFFL, 0x80000000L, 0xFFFFFFFFL)
                .map(value -> property(0x02).fourBytes(value).bytes());
        Arbitrary<byte[]> contentType = text(0x03);
        Arbitrary<byte[]> responseTopic = text(0x08);
        Arbitrary<byte[]> correlation = Arbitraries.of(0, 1, 6, 100, 32_767, 32_768, 40_000, 65_535)
                .map(length -> property(0x09).counted(new byte[length]).bytes());
        Arbitrary<byte[]> alias = Arbitraries.of(1, 10, 32_768, 65_535)
                .map(value -> property(0x23).twoBytes(value).bytes());
        Arbitrary<List<byte[]>> single = Arbitraries.oneOf(
                        format, expiry, contentType, responseTopic, correlation, alias)
                .list()
                .ofMaxSize(3)
                .uniqueElements(property -> property[0]);
        return Combinators.combine(single, identifiers(), userProperties()).as((one, two, three) -> {
            PacketBytes properties = new PacketBytes();
            two.forEach(properties::raw);
            one.forEach(properties::raw);
            three.forEach(properties::raw);
            return properties.bytes();
        });
    }

    private static Arbitrary<List<byte[]>> identifiers() {
        Arbitrary<byte[]> identifier = Arbitraries.of(1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_455)
                .map(value -> property(0x0B).variable(value).bytes());
        return identifier.list().ofMaxSize(3);
    }

    private static Arbitrary<List<byte[]>> userProperties() {
        Arbitrary<byte[]> one = Combinators.combine(Texts.any(), Texts.any())
                .as((key, value) -> property(0x26).counted(key).counted(value).bytes());
        Arbitrary<List<byte[]>> many = Combinators.combine(one, Arbitraries.of(63, 64, 65, 1_000))
                .as((property, count) -> Collections.nCopies(Math.min(count, 200_000 / property.length + 1), property));
        return Arbitraries.frequencyOf(Tuple.of(9, one.list().ofMaxSize(3)), Tuple.of(1, many));
    }

    private static Arbitrary<byte[]> text(int identifier) {
        return Texts.any().map(text -> property(identifier).counted(text).bytes());
    }

    static PacketBytes property(int identifier) {
        return new PacketBytes().octet(identifier);
    }
}
