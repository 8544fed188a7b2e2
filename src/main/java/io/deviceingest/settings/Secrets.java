package io.deviceingest.settings;

import java.util.Locale;
import java.util.regex.Pattern;

/** Shows values without what must stay secret; not even its length shows. */
public final class Secrets {

    private static final String MASK = "***";

    /** In a value alone, a parameter goes on to the next one, over spaces too. */
    private static final Pattern PARAMETER = Pattern.compile("(?is)([?&][^=&]*password=)[^&]*");

    private Secrets() {}

    /** Whether the whole value of a setting is secret. */
    public static boolean isSecret(String setting) {
        return setting.toUpperCase(Locale.ROOT).contains("PASSWORD");
    }

    /** The value as it may be shown: a password masked, and one inside of an address. */
    public static String masked(String setting, String value) {
        return isSecret(setting) ? MASK : masked(PARAMETER.matcher(value).replaceAll("$1" + MASK));
    }

    /** A text with the passwords masked in the addresses that it holds. */
    public static String masked(String text) {
        return text.replaceAll("(?i)(password=)[^&\\s]*", "$1" + MASK)
                .replaceAll("//([^/@:\\s]*):[^/\\s]*@", "//$1:" + MASK + "@");
    }
}
