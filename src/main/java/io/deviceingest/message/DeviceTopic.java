package io.deviceingest.message;

import java.util.List;

/**
 * What a topic says: the device, at the level of the filter's first {@code +}, and the suffix, everything after it
 * (nothing, where the filter ends there).
 *
 * @param deviceId null where the topic has none that can be used
 * @param suffix null where the device id is
 */
public record DeviceTopic(String deviceId, String suffix) {

    /** In UTF-16 units. */
    public static final int MAX_ID_LENGTH = 128;

    /** What a topic says that cannot be used. */
    public static final DeviceTopic UNKNOWN = new DeviceTopic(null, null);

    /** Reads a topic by the first of the filters that matches it; without a match by the first filter. */
    public static DeviceTopic of(String topic, List<String> filters) {
        String filter = filters.get(0);
        if (filters.size() > 1) {
            filter = filters.stream()
                    .filter(candidate -> matches(candidate, topic))
                    .findFirst()
                    .orElse(filter);
        }
        return of(topic, levelsBefore(filter), filter.indexOf('+') == filter.length() - 1);
    }

    private static DeviceTopic of(String topic, int levelsBefore, boolean idIsLast) {
        int start = 0;
        for (int i = 0; i < levelsBefore; i++) {
            int slash = topic.indexOf('/', start);
            if (slash < 0) {
                return UNKNOWN;
            }
            start = slash + 1;
        }
        int slash = topic.indexOf('/', start);
        int end = slash < 0 && idIsLast ? topic.length() : slash;
        if (end <= start || end - start > MAX_ID_LENGTH) {
            return UNKNOWN;
        }
        String deviceId = topic.substring(start, end);
        return isDeviceId(deviceId)
                ? new DeviceTopic(deviceId, topic.substring(Math.min(end + 1, topic.length())))
                : UNKNOWN;
    }

    /** Whether a text can be the id of a device: 1 to 128 printable characters, and no half of a surrogate pair. */
    public static boolean isDeviceId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return !text.isEmpty() && text.length() <= MAX_ID_LENGTH;
    }

    /** Those of "devices/+", where the filter has no "+". */
    private static int levelsBefore(String filter) {
        int plus = filter.indexOf('+');
        int levels = plus < 0 ? 1 : 0;
        for (int i = 0; i < plus; i++) {
            levels += filter.charAt(i) == '/' ? 1 : 0;
        }
        return levels;
    }

    /** Whether a filter matches a topic (MQTT 5, 4.7.1). */
    public static boolean matches(String filter, String topic) {
        String[] wanted = filter.split("/", -1);
        String[] levels = topic.split("/", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].equals("#")) {
                return !(i == 0 && topic.startsWith("$"));
            }
            if (i >= levels.length || !wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
                return false;
            }
        }
        return wanted.length == levels.length;
    }
}
