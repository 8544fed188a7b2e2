package io.deviceingest.settings;

import io.deviceingest.problem.Problem;

/**
 * The operator's pages, and who may open them. Immutable.
 *
 * @param username empty where nobody is asked who he is, and so is the password
 */
public record ConsoleSettings(Mode mode, String username, String password) {

    /** What the pages may do. */
    public enum Mode {
        /** There are none. */
        OFF,
        /** They show, and change nothing. */
        READ,
        /** They replay and discard dead letters too. */
        WRITE
    }

    static ConsoleSettings of(SettingReader reader, boolean loopback) {
        Mode mode = switch (reader.oneOf("CONSOLE", "off", "read", "write")) {
            case "read" -> Mode.READ;
            case "write" -> Mode.WRITE;
            default -> Mode.OFF;
        };
        ConsoleSettings console =
                new ConsoleSettings(mode, reader.text("CONSOLE_USERNAME"), reader.text("CONSOLE_PASSWORD"));
        if (mode != Mode.OFF) {
            boolean needed = mode == Mode.WRITE || !loopback;
            console.refuseMissing(reader, needed, "CONSOLE_USERNAME", console.username, console.password);
            console.refuseMissing(reader, needed, "CONSOLE_PASSWORD", console.password, console.username);
        }
        return console;
    }

    private void refuseMissing(SettingReader reader, boolean needed, String name, String value, String other) {
        if (!value.isBlank() || !needed && other.isEmpty()) {
            return;
        }
        String set = mode == Mode.WRITE ? "CONSOLE=write" : "CONSOLE=read";
        String why = needed
                ? set + " asks for a user name and a password" + (mode == Mode.READ ? " beyond 127.0.0.1" : "")
                : "a user name and a password belong together";
        reader.refuse(new Problem(
                name,
                name + " must be set: " + why,
                mode == Mode.READ
                        ? "set CONSOLE_USERNAME and CONSOLE_PASSWORD, or MANAGEMENT_ADDRESS=127.0.0.1 and neither"
                        : "set CONSOLE_USERNAME and CONSOLE_PASSWORD, or CONSOLE=off"));
    }

    public boolean isOn() {
        return mode != Mode.OFF;
    }

    /** Whether whoever opens a page says who he is. */
    public boolean asksForPassword() {
        return !password.isEmpty();
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "ConsoleSettings[" + mode + ", username=" + username + "]";
    }
}
