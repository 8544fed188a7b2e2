package io.deviceingest.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * A statement of the driver's that sends its time limits with it, in the same round trip; the caller sees the results of
 * its own SQL alone. Not thread-safe.
 */
final class LimitedStatement implements InvocationHandler {

    private final Connection connection;
    private final Statement driver;
    private final LimitedConnection limited;
    private final String prepared;
    private final boolean preparedAsTransaction;

    /** @param prepared the caller's SQL; null where it comes with each execution */
    LimitedStatement(Connection connection, Statement driver, LimitedConnection limited, String prepared)
            throws SQLException {
        this.connection = connection;
        this.driver = driver;
        this.limited = limited;
        this.prepared = prepared;
        this.preparedAsTransaction = limited.isAutoCommit();
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "execute" -> execute(method, arguments);
            case "executeQuery" -> {
                requireRows(execute(method, arguments), true);
                yield driver.getResultSet();
            }
            case "executeUpdate" -> {
                requireRows(execute(method, arguments), false);
                yield driver.getUpdateCount();
            }
            case "executeLargeUpdate" -> {
                requireRows(execute(method, arguments), false);
                yield driver.getLargeUpdateCount();
            }
            case "addBatch", "executeBatch", "executeLargeBatch" ->
                throw new SQLFeatureNotSupportedException("a JDBC batch without time limits; send an array instead");
            case "getParameterMetaData" -> LimitedConnection.proxy(ParameterMetaData.class, this::describe);
            case "getConnection" -> connection;
            case "equals" -> proxy == arguments[0];
            default -> LimitedConnection.forward(driver, method, arguments);
        };
    }

    /** Returns whether the first result of the caller's SQL, which is now the current one, is rows. */
    private boolean execute(Method method, Object[] arguments) throws Throwable {
        boolean wholeTransaction = limited.isAutoCommit();
        Object[] sent = arguments == null ? null : arguments.clone();
        if (prepared == null) {
            sent[0] = limited.limited((String) arguments[0]);
        } else if (wholeTransaction != preparedAsTransaction) {
            throw new PSQLException(
                    "auto-commit changed after the statement was prepared", PSQLState.OBJECT_NOT_IN_STATE);
        }
        Method execute = method.getDeclaringClass().getMethod("execute", method.getParameterTypes());
        try {
            boolean rows = (boolean) LimitedConnection.forward(driver, execute, sent);
            for (int i = 0; i < TimeLimits.resultsBefore(wholeTransaction); i++) {
                rows = driver.getMoreResults();
            }
            return rows;
        } catch (SQLException e) {
            if (wholeTransaction) {
                limited.rollBack(e);
            }
            throw e;
        }
    }

    private static void requireRows(boolean rows, boolean required) throws SQLException {
        if (rows != required) {
            throw new PSQLException(
                    required ? "the statement returned no rows" : "the statement returned rows", PSQLState.NO_DATA);
        }
    }

    private Object describe(Object proxy, Method method, Object[] arguments) throws Throwable {
        return method.getName().equals("getParameterCount")
                ? limited.parameters(prepared)
                : LimitedConnection.forward(((PreparedStatement) driver).getParameterMetaData(), method, arguments);
    }
}
