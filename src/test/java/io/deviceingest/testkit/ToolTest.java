package io.deviceingest.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** A test that needs a program which is not there is skipped, and fails where the environment promises the program. */
class ToolTest {

    @Test
    void aMissingToolEndsTheTestWithItsName() {
        Throwable end = catchThrowable(() -> Tool.named("no-such-tool"));

        assertThat(end)
                .hasMessageContaining("no-such-tool is not installed")
                .isInstanceOf(
                        "true".equals(System.getenv("CI_REQUIRES_TOOLS"))
                                ? IllegalStateException.class
                                : TestAbortedException.class);
    }
}
