package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.message.DeadLetterReason;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.env.ConfigurableEnvironment;

/** Every case of this project, as far as the mappings go. */
class MappingCasesTest {

    private static final ConfigurableEnvironment ENVIRONMENT = Site.environment(Map.of());

    @TestFactory
    List<DynamicTest> everyCaseIsAsItSays() throws Exception {
        try (CaseRunner depth = CaseRunner.mapping(ENVIRONMENT)) {
            return Site.tests(Site.cases(ENVIRONMENT), depth);
        }
    }

    /** What only a running database finds is a case of {@link RowCasesIT}. */
    static Stream<String> reasons() {
        return Arrays.stream(DeadLetterReason.values())
                .filter(reason -> !reason.isDecidedByTheDatabase())
                .map(DeadLetterReason::label);
    }

    @ParameterizedTest
    @MethodSource("reasons")
    void everyReasonThatAMappingFindsHasACase(String reason) throws IOException {
        try (Stream<Path> files = Files.walk(Site.ROUTES)) {
            assertThat(files.filter(file -> file.toString().matches(".*/cases/.*\\.yaml")))
                    .anySatisfy(file -> assertThat(file).content().contains("reason: " + reason + "\n"));
        }
    }

    /** Counted in processor time: what else the machine does is none of theirs. */
    @Test
    void allOfThemTogetherTakeLessThanFiveSeconds() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        try (CaseRunner depth = CaseRunner.mapping(ENVIRONMENT)) {
            assertThat(Site.cases(ENVIRONMENT).run(depth)).hasSizeGreaterThan(40);
        }
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - began)).isLessThan(Duration.ofSeconds(5));
    }
}
