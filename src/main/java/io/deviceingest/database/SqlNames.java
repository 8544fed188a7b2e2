package io.deviceingest.database;

/** Names as SQL wants them, so that a line that is to be run can be copied as it is. */
final class SqlNames {

    private SqlNames() {}

    /** In quotes only where PostgreSQL would read it differently without. */
    static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
