package io.deviceingest.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A thread survives whatever the JVM survives. */
class GuardTest {

    private final Guard guard = new Guard("a-thread");

    @Test
    void whatAStepThrowsDoesNotReachTheThread() {
        assertThat(guard.attempt(() -> {})).isTrue();
        assertThat(guard.attempt(() -> {
                    throw new IllegalStateException("sample");
                }))
                .isFalse();
        assertThat(guard.attempt(() -> {
                    throw new StackOverflowError("sample");
                }))
                .isFalse();
        assertThat(guard.attempt(() -> {
                    throw new NoClassDefFoundError("sample");
                }))
                .isFalse();
    }

    @Test
    void aWayOutOfMemoryIsNone() {
        assertThatThrownBy(() -> guard.attempt(() -> {
                    throw new OutOfMemoryError("sample");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void anErrorIsAnExceptionForThoseWhoHandleOnlyThese() {
        Exception exception = new IllegalStateException("sample");
        Error error = new StackOverflowError("sample");

        assertThat(guard.survived(exception)).isSameAs(exception);
        assertThat(guard.survived(error)).hasCause(error);
    }
}
