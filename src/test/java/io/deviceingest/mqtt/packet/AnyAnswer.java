package io.deviceingest.mqtt.packet;

import static io.deviceingest.mqtt.packet.AnyMessage.property;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What answers of a broker may say: properties of every kind and of every length that matters. */
public final class AnyAnswer {

    private AnyAnswer() {}

    /** Of a SUBACK, UNSUBACK, PUBACK or DISCONNECT: a reason string, and user properties. */
    public static Arbitrary<byte[]> reasons() {
        Arbitrary<byte[]> reason = text(0x1F).optional(0.8).map(text -> text.orElse(new byte[0]));
        Arbitrary<byte[]> user = Combinators.combine(Texts.any(), Texts.any())
                .as((key, value) -> property(0x26).counted(key).counted(value).bytes())
                .list()
                .ofMaxSize(5)
                .map(AnyAnswer::joined);
        return Combinators.combine(reason, user).as((one, two) -> joined(List.of(one, two)));
    }

    /** Of a CONNACK that grants all that is asked for. */
    public static Arbitrary<byte[]> connackProperties() {
        Arbitrary<byte[]> twoBytes = Combinators.combine(
                        Arbitraries.of(0x13, 0x21, 0x22), Arbitraries.of(1, 10, 32_767, 32_768, 65_535))
                .as((identifier, value) -> property(identifier).twoBytes(value).bytes());
        Arbitrary<byte[]> fourBytes = Combinators.combine(
                        Arbitraries.of(0x11, 0x27), Arbitraries.of(0x80000000L, 0xFFFFFFFFL))
                .as((identifier, value) -> property(identifier).fourBytes(value).bytes());
        Arbitrary<byte[]> octet = Arbitraries.of(0x25, 0x28, 0x29, 0x2A)
                .map(identifier -> property(identifier).octet(1).bytes());
        Arbitrary<byte[]> text = Arbitraries.of(0x12, 0x1A, 0x1C, 0x15).flatMap(AnyAnswer::text);
        Arbitrary<byte[]> data = Arbitraries.of(0, 1, 32_767, 32_768, 65_535)
                .map(length -> property(0x16).counted(new byte[length]).bytes());
        return Combinators.combine(twoBytes, fourBytes, octet, text, data, reasons())
                .as((a, b, c, d, e, f) -> joined(List.of(a, b, c, d, e, f)));
    }

    private static Arbitrary<byte[]> text(int identifier) {
        return Texts.any().map(text -> property(identifier).counted(text).bytes());
    }

    private static byte[] joined(List<byte[]> parts) {
        PacketBytes all = new PacketBytes();
        parts.forEach(all::raw);
        return all.bytes();
    }
}
