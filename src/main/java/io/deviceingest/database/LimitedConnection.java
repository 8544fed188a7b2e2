package io.deviceingest.database;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;

/** A connection of the driver's whose statements bring their time limits with them. Not thread-safe. */
final class LimitedConnection implements InvocationHandler {

    private final Connection driver;
    private final StatementTexts texts;
    private final Plans plans;

    private LimitedConnection(Connection driver, StatementTexts texts, Plans plans) {
        this.driver = driver;
        this.texts = texts;
        this.plans = plans;
    }

    static Connection of(Connection driver, StatementTexts texts, Plans plans) {
        return proxy(Connection.class, new LimitedConnection(driver, texts, plans));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        return switch (method.getName()) {
            case "prepareStatement" -> prepare((Connection) proxy, method, arguments);
            case "createStatement" ->
                proxy(
                        Statement.class,
                        new LimitedStatement(
                                (Connection) proxy, (Statement) forward(driver, method, arguments), this, null));
            case "prepareCall" ->
                throw new SQLFeatureNotSupportedException("a call without time limits; write it as SELECT or CALL");
            case "equals" -> proxy == arguments[0];
            default -> forward(driver, method, arguments);
        };
    }

    private PreparedStatement prepare(Connection proxy, Method method, Object[] arguments) throws Throwable {
        if (isAutoCommit()) {
            plans.refresh();
        }
        String sql = (String) arguments[0];
        Object[] limited = arguments.clone();
        limited[0] = limited(sql);
        Statement statement = (Statement) forward(driver, method, limited);
        return proxy(PreparedStatement.class, new LimitedStatement(proxy, statement, this, sql));
    }

    /** Whether each statement is a transaction of its own. */
    boolean isAutoCommit() throws SQLException {
        return driver.getAutoCommit();
    }

    String limited(String sql) throws SQLException {
        return isAutoCommit() ? texts.asTransaction(sql) : texts.withinTransaction(sql);
    }

    int parameters(String sql) throws SQLException {
        return texts.parameters(sql);
    }

    /** Ends the transaction that a statement began which then failed. */
    void rollBack(SQLException failure) {
        try {
            driver.setAutoCommit(false);
            driver.rollback();
            driver.setAutoCommit(true);
        } catch (SQLException lost) {
            failure.addSuppressed(lost);
            closeAfter(failure);
        }
    }

    /** Nobody may go on with it: it might be in the middle of a transaction. */
    private void closeAfter(SQLException failure) {
        try {
            driver.close();
        } catch (SQLException lost) {
            failure.addSuppressed(lost);
        }
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(LimitedConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    static Object forward(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
