package io.deviceingest.database;

/**
 * A setting of the server, as one session has it.
 *
 * @param source where its value comes from, in the words of {@code pg_settings}
 */
public record ServerSetting(String name, String value, String source) {

    /** What to run, or to change, so that it has another value: at the place where the present one comes from. */
    String remedy(String wanted, String role, String database) {
        return switch (source) {
            case "database" -> "as its owner: ALTER DATABASE " + database + " RESET " + name;
            case "user" -> "as an administrator: ALTER ROLE " + role + " RESET " + name;
            case "database user" ->
                "as an administrator: ALTER ROLE " + role + " IN DATABASE " + database + " RESET " + name;
            case "client" -> "take " + name + " out of DB_URL and of the environment of this process";
            case "command line" -> "start PostgreSQL with " + name + "=" + wanted + " on its command line";
            default ->
                "as an administrator: ALTER SYSTEM SET " + name + " = " + wanted + ", then SELECT pg_reload_conf()";
        };
    }
}
