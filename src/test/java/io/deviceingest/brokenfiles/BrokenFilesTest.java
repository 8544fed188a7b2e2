package io.deviceingest.brokenfiles;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.CaseRunner;
import io.deviceingest.cases.Cases;
import io.deviceingest.cases.Site;
import io.deviceingest.dryrun.DryRun;
import io.deviceingest.json.Mappings;
import io.deviceingest.lint.Lint;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.settings.Settings;
import io.deviceingest.site.RouteModel;
import io.deviceingest.site.Statements;
import io.deviceingest.yaml.BrokenYamlException;
import io.deviceingest.yaml.LocatedYaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.FileSystemUtils;

/** Whatever a file of a site holds, its readers end, and say a sentence where it is wrong. */
class BrokenFilesTest {

    private static final int DAMAGED = 3_000;
    private static final int BUILT_TOGETHER = 100;
    private static final long SEED = Long.getLong("broken.seed", System.nanoTime());

    @TempDir
    Path folder;

    private Path routes;
    private ConfigurableEnvironment environment;
    private RouteSettings settings;

    @BeforeEach
    void makeSite() throws Exception {
        routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Site.ROUTES, routes);
        environment = Site.environment(Map.of("ROUTES_DIR", routes.toString(), "ROUTES_DIALECTS", ""));
        settings = Settings.of(environment).routes();
    }

    @Test
    void lintNamesEveryBrokenRouteFile() throws Exception {
        List<BrokenFile> all = Stream.concat(BrokenFile.ofAnyKind().stream(), BrokenFile.ofYaml().stream())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).make(routes.resolve("broken-" + i + ".camel.yaml"));
        }
        String findings = new Lint(environment).dangers().toString();
        for (int i = 0; i < all.size(); i++) {
            assertThat(findings).as(all.get(i).what()).contains("broken-" + i + ".camel.yaml:");
        }
    }

    @Test
    void lintNamesEveryBrokenMappingAndStatement() throws Exception {
        List<BrokenFile> all = BrokenFile.ofAnyKind();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).make(routes.resolve("mapping/broken-" + i + ".jslt"));
            all.get(i).make(routes.resolve("sql/broken-" + i + ".sql"));
        }
        Files.writeString(routes.resolve("mapping/deep.jslt"), "[".repeat(200_000));
        String findings = new Lint(environment).dangers().toString();
        for (int i = 0; i < all.size(); i++) {
            assertThat(findings)
                    .as(all.get(i).what())
                    .contains("broken-" + i + ".jslt:")
                    .contains("broken-" + i + ".sql:");
        }
        assertThat(findings).contains("deep.jslt does not compile");
    }

    @Test
    void casesNameEveryBrokenCaseAndRunTheOthers() throws Exception {
        List<BrokenFile> all = Stream.concat(BrokenFile.ofAnyKind().stream(), BrokenFile.ofYaml().stream())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).make(routes.resolve("cases/sensor/broken-" + i + ".yaml"));
        }
        int good;
        try (CaseRunner depth = CaseRunner.mapping(environment)) {
            var results = Cases.of(settings).run(depth);
            for (int i = 0; i < all.size(); i++) {
                String name = "sensor/broken-" + i;
                assertThat(results)
                        .as(all.get(i).what())
                        .filteredOn(result -> result.name().equals(name))
                        .singleElement()
                        .satisfies(result -> assertThat(result.isGood()).isFalse());
            }
            good = (int) results.stream().filter(result -> result.isGood()).count();
        }
        assertThat(good).isGreaterThan(50);
    }

    @Test
    void noDamageOfAGoodFileEndsAReader() throws Exception {
        List<Path> good = good();
        Damage damage = new Damage(SEED);
        List<Path> damagedRoutes = new ArrayList<>();
        for (int i = 0; i < DAMAGED; i++) {
            Path original = good.get(i % good.size());
            byte[] bytes = damage.of(Files.readAllBytes(original));
            Path file = original.resolveSibling("damaged-" + i + "-" + original.getFileName());
            Files.write(file, bytes);
            try {
                read(file);
            } catch (Throwable e) {
                throw new AssertionError(
                        "broken.seed=" + SEED + ": " + original + " became\n"
                                + new String(bytes, StandardCharsets.UTF_8) + "\n",
                        e);
            }
            if (file.toString().endsWith(".camel.yaml") && damagedRoutes.size() < 3 * BUILT_TOGETHER) {
                damagedRoutes.add(file);
            } else {
                Files.delete(file);
            }
        }
        for (int i = 0; i < damagedRoutes.size(); i += BUILT_TOGETHER) {
            build(damagedRoutes.subList(i, Math.min(i + BUILT_TOGETHER, damagedRoutes.size())));
        }
    }

    @Test
    void aSiteMayLieInADirectoryOfAnyNameAndSubscribeToAnyTopic() throws Exception {
        Path odd = folder.resolve("ro%41 u?t=1&{{e}}s ${x} ~(41) #RAW(a)");
        Files.move(routes, odd);
        String filter = "de v/{{x}}/${y}/a?b=c&d/%41/~(41)/+/#";
        ConfigurableEnvironment there = Site.environment(
                Map.of("ROUTES_DIR", odd.toString(), "MQTT_TOPIC", filter, "ROUTES_DIALECTS", "tasmota"));
        try (DryRun run = DryRun.open(there)) {
            assertThat(run.filters()).contains(filter);
        }
        try (CaseRunner depth = CaseRunner.mapping(there)) {
            assertThat(Cases.of(Settings.of(there).routes())
                            .named(List.of("tasmota"))
                            .run(depth))
                    .allSatisfy(result -> assertThat(result.mismatches()).isEmpty());
        }
        assertThat(new Lint(there).dangers()).isEmpty();
    }

    private List<Path> good() throws Exception {
        try (Stream<Path> all = Files.walk(routes)) {
            return all.filter(file -> file.toString().matches(".*\\.(yaml|jslt|sql)"))
                    .sorted()
                    .toList();
        }
    }

    private void read(Path file) throws Exception {
        String name = file.getFileName().toString();
        if (name.endsWith(".jslt")) {
            Mappings.mistakes(settings);
        } else if (name.endsWith(".sql")) {
            Statements.mistakes(settings);
        } else if (file.toString().contains("/cases/") && !file.toString().contains("/dialects/")) {
            Cases.of(settings)
                    .named(List.of(file.getParent().getFileName() + "/" + name.replace(".yaml", "")))
                    .outlines();
        } else {
            try {
                LocatedYaml.read(file);
            } catch (BrokenYamlException e) {
                assertThat(e.getMessage()).isNotBlank();
                assertThat(e.line()).isPositive();
            }
        }
    }

    private void build(List<Path> files) throws Exception {
        try {
            new RouteModel(environment, Settings.of(environment)).mistakes(files);
        } catch (Throwable e) {
            if (files.size() == 1) {
                throw new AssertionError(
                        "broken.seed=" + SEED + ": " + files.get(0) + " holds\n" + Files.readString(files.get(0)), e);
            }
            build(files.subList(0, files.size() / 2));
            build(files.subList(files.size() / 2, files.size()));
            throw e;
        }
    }
}
