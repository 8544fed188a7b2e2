package io.deviceingest.site;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values of settings inside of the addresses that routes write: {@code jslt:file:{{routes.dir}}/mapping/x.jslt}.
 * What an address or a placeholder would take for a sign of its own is written as {@code ~(3F)}: Camel decodes a
 * {@code %3F} before it looks for signs. Stateless.
 */
public final class UriPath {

    private static final Pattern SIGN = Pattern.compile("[%?&{}$\\\\ \"\\p{Cntrl}]|~(?=\\()|RAW(?=[({])");
    private static final Pattern ENCODED = Pattern.compile("~\\(([0-9A-F]{2})\\)");

    private UriPath() {}

    /** A value as an address may hold it. */
    public static String encoded(String value) {
        return SIGN.matcher(value)
                .replaceAll(sign -> String.format(
                        "~(%02X)%s", (int) sign.group().charAt(0), sign.group().substring(1)));
    }

    /** The value of which an address was made. */
    public static String decoded(String part) {
        return ENCODED.matcher(part)
                .replaceAll(
                        code -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(code.group(1), 16))));
    }

    /** The file that the path of an address means. */
    static Path file(String path) {
        Path written = Path.of(path);
        return Files.exists(written) ? written : Path.of(decoded(path));
    }
}
