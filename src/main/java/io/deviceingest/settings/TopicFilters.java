package io.deviceingest.settings;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

/** The form of topic filters (MQTT 5, 4.7 and 4.8). */
public final class TopicFilters {

    private TopicFilters() {}

    static Stream<String> split(String commaList) {
        return Arrays.stream(commaList.split(",", -1)).map(String::strip);
    }

    public static boolean isValid(String filter) {
        if (filter.isEmpty()
                || filter.startsWith("$share/")
                || filter.indexOf('\0') >= 0
                || filter.getBytes(StandardCharsets.UTF_8).length > 65_535) {
            return false;
        }
        String[] levels = filter.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean wildcard = levels[i].equals("+") || levels[i].equals("#") && i == levels.length - 1;
            if (!wildcard && (levels[i].contains("+") || levels[i].contains("#"))) {
                return false;
            }
        }
        return true;
    }

    /** Empty, which means none, or a name that may stand between {@code $share/} and the filter. */
    static boolean isShareName(String name) {
        return name.chars().noneMatch(c -> c == '/' || c == '+' || c == '#' || c == 0);
    }
}
