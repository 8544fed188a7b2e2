package io.deviceingest.console.devices;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The devices as they were at one moment, in some twenty bytes each beside their id: arrays, because a hundred thousand
 * objects would take what messages need. Immutable.
 */
final class DeviceCopy {

    /** A device without a limit of its own. */
    static final int NO_LIMIT = 0;

    /** No time is known. */
    static final int NO_TIME = 0;

    /** What a list holds of a search. */
    record Found(int total, List<DeviceRow> rows) {}

    private final CompactDevices devices;
    private final int[] byNeed;
    private final Map<Condition, Integer> counts = new EnumMap<>(Condition.class);
    private final Instant at;
    private final long allDevices;
    private final int offlineAfter;

    /**
     * @param allDevices how many there are, more than are held where they would take too much memory
     * @param offlineAfter the limit of a device without its own, in seconds
     */
    DeviceCopy(CompactDevices devices, Instant at, long allDevices, int offlineAfter) {
        this.devices = devices;
        this.at = at;
        this.allDevices = allDevices;
        this.offlineAfter = offlineAfter;
        this.byNeed = devices.byNeed();
        for (Condition condition : Condition.values()) {
            counts.put(condition, 0);
        }
        for (int device : byNeed) {
            counts.merge(devices.condition(device), 1, Integer::sum);
        }
    }

    Instant at() {
        return at;
    }

    int size() {
        return byNeed.length;
    }

    long allDevices() {
        return allDevices;
    }

    int count(Condition condition) {
        return counts.get(condition);
    }

    /**
     * Those whose id holds a text, in whatever case: the one that is that text first, then those who need a person.
     *
     * @param part empty for all
     */
    Found find(String part, Set<Condition> shown, int skip, int count) {
        byte[] wanted = folded(part.getBytes(StandardCharsets.UTF_8));
        int exact = devices.find(part);
        List<Integer> page = new ArrayList<>(count);
        int total = 0;
        if (exact >= 0 && shown.contains(devices.condition(exact))) {
            total = add(exact, total, skip, count, page);
        }
        for (int device : byNeed) {
            if (device != exact && shown.contains(devices.condition(device)) && devices.holds(device, wanted)) {
                total = add(device, total, skip, count, page);
            }
        }
        return new Found(total, page.stream().map(this::row).toList());
    }

    private static int add(int device, int total, int skip, int count, List<Integer> page) {
        if (total >= skip && page.size() < count) {
            page.add(device);
        }
        return total + 1;
    }

    private DeviceRow row(int device) {
        int own = devices.limit(device);
        int limit = own == NO_LIMIT ? offlineAfter : own;
        return new DeviceRow(
                devices.id(device),
                devices.condition(device).key(),
                devices.state(device).status(),
                devices.state(device).cause(),
                time(devices.statusAt(device)),
                time(devices.heardAt(device)),
                limit == Condition.NEVER ? null : (long) limit,
                own != NO_LIMIT,
                devices.letter(device));
    }

    private static Instant time(int seconds) {
        return seconds == NO_TIME ? null : Instant.ofEpochSecond(Integer.toUnsignedLong(seconds));
    }

    /** ASCII letters in lower case; the rest of UTF-8 as it is. */
    static byte[] folded(byte[] text) {
        byte[] folded = text.clone();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = folded(folded[i]);
        }
        return folded;
    }

    static byte folded(byte one) {
        return one >= 'A' && one <= 'Z' ? (byte) (one + 32) : one;
    }
}
