package io.deviceingest.faults;

import java.util.Optional;

/** What becomes of a packet on its way through a proxy. */
public final class Verdict {

    /** It goes on. */
    public static final Verdict PASS = new Verdict(null);

    /** It is lost. */
    public static final Verdict DROP = new Verdict(null);

    /** It is put aside, while others may overtake it, until it is released. */
    public static final Verdict HOLD = new Verdict(null);

    private final byte[] replacement;

    private Verdict(byte[] replacement) {
        this.replacement = replacement;
    }

    /** Something else goes on in its place, be it a packet or not. */
    public static Verdict replaceBy(byte[] bytes) {
        return new Verdict(bytes.clone());
    }

    public static Verdict replaceBy(MqttPacket packet) {
        return replaceBy(packet.bytes());
    }

    Optional<byte[]> replacement() {
        return Optional.ofNullable(replacement);
    }
}
