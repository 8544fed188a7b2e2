package io.deviceingest.settings;

/** Shows values without what must stay secret; not even its length shows. */
public final class Secrets {

    private static final String MASK = "***";

    private Secrets() {}

    /** Whether the whole value of a setting is secret. */
    public static boolean isSecret(String setting) {
        return setting.contains("PASSWORD");
    }

    /** The value as it may be shown: a password masked, and one inside of an address. */
    public static String masked(String setting, String value) {
        return isSecret(setting) ? MASK : masked(value);
    }

    /** A text with the passwords masked in the addresses that it holds. */
    public static String masked(String text) {
        return text.replaceAll("(?i)(password=)[^&\\s]*", "$1" + MASK)
                .replaceAll("//([^/@:\\s]*):[^/\\s]*@", "//$1:" + MASK + "@");
    }
}
