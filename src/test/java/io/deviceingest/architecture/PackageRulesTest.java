package io.deviceingest.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may use which; docs/architecture.md has the picture. */
class PackageRulesTest {

    private static final String ROOT = "io.deviceingest";

    /** Sites copy routes/errors.camel.yaml, and with it the names of these classes. */
    private static final List<String> NAMED_BY_SITES = List.of(
            "io.deviceingest.batch.MessageRejectedException",
            "io.deviceingest.batch.NotStoredException",
            "io.deviceingest.batch.UnknownDeviceException",
            "io.deviceingest.json.DeviceIdMismatchException",
            "io.deviceingest.json.PayloadTooLargeException");

    private static JavaClasses program;

    @BeforeAll
    static void readClasses() {
        program = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages(ROOT);
        assertThat(program).hasSizeGreaterThan(300);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(program);
    }

    /** Whatever shows a problem may use it, the smallest package too. */
    @Test
    void problemsKnowNobody() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".problem")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(resideOutsideOfPackage(ROOT + ".problem")))
                .check(program);
    }

    @ParameterizedTest
    @CsvSource({
        "mqtt.connect, mqtt..|doctor..",
        "mqtt.probe, doctor..",
        "mqtt.packet, mqtt..|message",
        "command, cases|lint|deadletter.command",
        "deadletter.command, ''",
        "deadletter.replay, deadletter.command|console.letters",
        "console.., ''",
        "doctor.., console.checks|console.device",
        "lint, reload",
        "reload, ''",
        "presence, ''",
        "cases, lint|reload|console.routes"
    })
    void isUsedOnlyBy(String used, String users) {
        String[] allowed = Stream.concat(
                        Stream.of(ROOT, ROOT + "." + used),
                        Pattern.compile("\\|")
                                .splitAsStream(users)
                                .filter(user -> !user.isEmpty())
                                .map(user -> ROOT + "." + user))
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + "." + used)
                .should()
                .onlyBeAccessed()
                .byAnyPackage(allowed)
                .check(program);
    }

    @Test
    void theClassesThatSitesNameStayWhereTheyAre() throws IOException {
        assertThat(Pattern.compile("io\\.deviceingest\\.[\\w.]+")
                        .matcher(Files.readString(Path.of("routes", "errors.camel.yaml")))
                        .results()
                        .map(MatchResult::group)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(NAMED_BY_SITES)
                .allSatisfy(name -> assertThat(program.contain(name)).as(name).isTrue());
    }
}
