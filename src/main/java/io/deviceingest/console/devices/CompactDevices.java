package io.deviceingest.console.devices;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Devices in arrays that grow, up to so many bytes. Not thread-safe while it is filled; not changed afterwards. */
final class CompactDevices {

    private static final int FIRST_ROOM = 1_024;
    private static final List<DeviceState> STATES = List.of(DeviceState.values());
    private static final List<Condition> CONDITIONS = List.of(Condition.values());
    /** Of all arrays but that of the ids, with the order. */
    private static final int BYTES_EACH = 5 * Integer.BYTES + 2;

    private final long mostBytes;
    private final Map<Integer, RecentLetter> letters = new HashMap<>();
    private byte[] ids = new byte[FIRST_ROOM * 16];
    private int[] ends = new int[FIRST_ROOM];
    private int[] statusAt = new int[FIRST_ROOM];
    private int[] heardAt = new int[FIRST_ROOM];
    private int[] limits = new int[FIRST_ROOM];
    private byte[] states = new byte[FIRST_ROOM];
    private byte[] conditions = new byte[FIRST_ROOM];
    private int size;

    CompactDevices(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Takes one device; false where there is no room for it.
     *
     * @param statusAt seconds since 1970, {@link DeviceCopy#NO_TIME} for none, and so is {@code heardAt}
     * @param limit seconds
     * @param letter null for none
     */
    boolean add(
            String id,
            DeviceState state,
            Condition condition,
            int statusAt,
            int heardAt,
            int limit,
            RecentLetter letter) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        int start = size == 0 ? 0 : ends[size - 1];
        if (start + name.length + (size + 1L) * BYTES_EACH > mostBytes) {
            return false;
        }
        makeRoom(start + name.length);
        System.arraycopy(name, 0, ids, start, name.length);
        ends[size] = start + name.length;
        this.statusAt[size] = statusAt;
        this.heardAt[size] = heardAt;
        limits[size] = limit;
        states[size] = (byte) STATES.indexOf(state);
        conditions[size] = (byte) CONDITIONS.indexOf(condition);
        if (letter != null) {
            letters.put(size, letter);
        }
        size++;
        return true;
    }

    private void makeRoom(int bytes) {
        if (bytes > ids.length) {
            ids = Arrays.copyOf(ids, Math.max(bytes, ids.length / 2 * 3));
        }
        if (size == ends.length) {
            resize(size / 2 * 3);
        }
    }

    private void resize(int room) {
        ends = Arrays.copyOf(ends, room);
        statusAt = Arrays.copyOf(statusAt, room);
        heardAt = Arrays.copyOf(heardAt, room);
        limits = Arrays.copyOf(limits, room);
        states = Arrays.copyOf(states, room);
        conditions = Arrays.copyOf(conditions, room);
    }

    int size() {
        return size;
    }

    /** Gives back what it does not need. */
    void trim() {
        ids = Arrays.copyOf(ids, size == 0 ? 0 : ends[size - 1]);
        resize(size);
    }

    /** All of them: by condition, of each those first that came into it last; those that are well in their order here. */
    int[] byNeed() {
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            long age = condition(i) == Condition.WELL ? 0 : 0xFFFF_FFFFL - Integer.toUnsignedLong(since(i));
            keys[i] = ((long) conditions[i] << 60) | (age << 28) | i;
        }
        Arrays.sort(keys);
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = (int) (keys[i] & 0x0FFF_FFFF);
        }
        return order;
    }

    private int since(int device) {
        return switch (condition(device)) {
            case DEAD_LETTERS -> (int) letters.get(device).at().getEpochSecond();
            case LATE -> heardAt[device];
            default -> statusAt[device];
        };
    }

    /** The device of exactly that id; -1 for none. */
    int find(String id) {
        byte[] name = id.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < size; i++) {
            if (name.length > 0 && Arrays.equals(ids, start(i), ends[i], name, 0, name.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether its id holds that text, which is in lower case. */
    boolean holds(int device, byte[] text) {
        int last = ends[device] - text.length;
        for (int at = start(device); at <= last; at++) {
            int same = 0;
            while (same < text.length && DeviceCopy.folded(ids[at + same]) == text[same]) {
                same++;
            }
            if (same == text.length) {
                return true;
            }
        }
        return false;
    }

    private int start(int device) {
        return device == 0 ? 0 : ends[device - 1];
    }

    String id(int device) {
        return new String(ids, start(device), ends[device] - start(device), StandardCharsets.UTF_8);
    }

    DeviceState state(int device) {
        return STATES.get(states[device]);
    }

    Condition condition(int device) {
        return CONDITIONS.get(conditions[device]);
    }

    int statusAt(int device) {
        return statusAt[device];
    }

    int heardAt(int device) {
        return heardAt[device];
    }

    int limit(int device) {
        return limits[device];
    }

    RecentLetter letter(int device) {
        return letters.get(device);
    }
}
