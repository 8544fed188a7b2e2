package io.deviceingest.doctor;

/**
 * What to write into a broker's access rules so that a user may subscribe to a filter: Mosquitto's {@code acl_file},
 * EMQX's {@code acl.conf} (Erlang terms, the first that matches decides) and the {@code credentials.xml} of HiveMQ's
 * File RBAC extension.
 */
final class AccessLines {

    private AccessLines() {}

    /** @param user empty for a client without a name */
    static String toSubscribe(String user, String filter) {
        String who = user.isEmpty() ? "clients without a user name" : "\"" + user + "\"";
        return "let " + who + " subscribe to it in the broker's access rules:\n"
                + "Mosquitto, acl_file, " + mosquitto(user, filter) + "\n"
                + "EMQX, acl.conf, above the rule that denies:  {allow, "
                + (user.isEmpty() ? "all" : "{user, " + erlang(user) + "}") + ", subscribe, [" + erlang(filter)
                + "]}.\n"
                + "HiveMQ, credentials.xml, in a role of the user:  <permission><topic>" + xml(filter)
                + "</topic><activity>SUBSCRIBE</activity></permission>";
    }

    private static String mosquitto(String user, String filter) {
        return user.isEmpty()
                ? "above the first \"user\":  topic read " + filter
                : "two lines:  user " + user + "  and below it  topic read " + filter;
    }

    private static String erlang(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
