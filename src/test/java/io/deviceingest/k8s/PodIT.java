package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.deviceingest.embedded.Broker;
import io.deviceingest.embedded.BrokerCertificate;
import io.deviceingest.embedded.EmbeddedBroker;
import io.deviceingest.embedded.EmbeddedDatabase;
import io.deviceingest.embedded.Load;
import io.deviceingest.embedded.MosquittoBroker;
import io.deviceingest.embedded.PackagedProgram;
import io.deviceingest.embedded.Program;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program set up exactly as the built manifests set a pod up, but for the addresses of its neighbours. */
class PodIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int MESSAGES = 6_000;
    private static final String ROLE = "ingest";

    @TempDir
    Path files;

    private EmbeddedDatabase database;
    private BrokerCertificate databaseCertificate;

    @BeforeEach
    void startDatabase() throws Exception {
        database = EmbeddedDatabase.start(files.resolve("database"));
        database.sql().execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PodRun.PASSWORD + "'");
        database.sql().execute("ALTER SCHEMA public OWNER TO " + ROLE);
        database.askForPasswordOf(ROLE);
        databaseCertificate = BrokerCertificate.selfSigned(files.resolve("database-tls"));
        database.useTls(databaseCertificate);
    }

    @AfterEach
    void stopDatabase() throws Exception {
        database.close();
    }

    @Test
    void twoReplicasShareTheLoadOfArtemisAndLoseNothingWhileOneIsReplaced() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"))) {
            twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(broker);
        }
    }

    @Test
    void twoReplicasShareTheLoadOfMosquittoAndLoseNothingWhileOneIsReplaced() throws Exception {
        try (MosquittoBroker broker = MosquittoBroker.start(files.resolve("broker"))) {
            twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(broker);
        }
    }

    private void twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(Broker broker) throws Exception {
        PodRun run = new PodRun(files, broker, database, databaseCertificate.caFile(), ROLE);
        Manifests scaled = Manifests.ofOverlay("scaled");
        try (PackagedProgram first = run.start(Pod.of(scaled, 0));
                PackagedProgram second = run.start(Pod.of(scaled, 1))) {
            awaitReady(first);
            awaitReady(second);
            try (Load load = Load.start(broker, MESSAGES)) {
                await().atMost(SOON).until(() -> load.acknowledged() > MESSAGES / 4);
                await("both get their share").atMost(SOON).until(() -> received(first) > 0 && received(second) > 0);

                second.terminate();
                assertThat(second.awaitExit(60)).isTrue();
                try (PackagedProgram replaced = run.start(Pod.of(scaled, 1))) {
                    awaitReady(replaced);
                    load.awaitEnd();
                    await().atMost(SOON)
                            .untilAsserted(() -> assertThat(count("reading")).isEqualTo(MESSAGES));
                    assertThat(count("dead_letter")).isZero();
                    await("both accounts close")
                            .atMost(SOON)
                            .until(() -> first.accountGap() == 0 && replaced.accountGap() == 0);
                }
            }
        }
    }

    @Test
    void aPodAnswersOnThePathsOfTheManifestsAndKeepsItsSecretsToItself() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(files.resolve("broker"))) {
            broker.rules().requirePassword(PodRun.PASSWORD);
            PodRun run = new PodRun(files, broker, database, databaseCertificate.caFile(), ROLE);
            Manifests single = Manifests.ofOverlay("single");
            try (PackagedProgram program = run.start(Pod.of(single, 0))) {
                awaitReady(program);
                assertAnswersOnThePathsOfTheManifests(program);
                for (String hidden :
                        List.of("", "env", "beans", "configprops", "loggers", "info", "heapdump", "camel")) {
                    assertThat(program.status("/actuator/" + hidden)).as(hidden).isEqualTo(404);
                }
                assertThat(program.output()).doesNotContain(PodRun.PASSWORD);
                assertThat(program.health("readiness")).doesNotContain(PodRun.PASSWORD);
                assertThat(program.metrics()).doesNotContain(PodRun.PASSWORD);
                assertThat(process(program, "environ")).contains("SECRETS_DIR=").doesNotContain(PodRun.PASSWORD);
                assertThat(process(program, "cmdline")).contains("-jar").doesNotContain(PodRun.PASSWORD);
            }
        }
    }

    private static void assertAnswersOnThePathsOfTheManifests(Program program) throws Exception {
        for (String folder : List.of("k8s/overlays/single", "k8s/camel-k/site")) {
            assertThat(Manifests.of(Path.of(folder)).texts())
                    .filteredOn(text -> text.startsWith("/actuator/"))
                    .hasSizeGreaterThan(2)
                    .allSatisfy(
                            path -> assertThat(program.status(path)).as(path).isEqualTo(200));
        }
    }

    /** What the kernel says of the process. */
    private static String process(PackagedProgram program, String file) throws Exception {
        return Files.readString(Path.of("/proc", String.valueOf(program.pid()), file), StandardCharsets.ISO_8859_1);
    }

    private static void awaitReady(Program program) {
        await().atMost(SOON).ignoreExceptions().until(program::isReady);
    }

    private static double received(Program program) {
        return program.metric("device_ingest_messages_received_total");
    }

    private int count(String table) {
        Integer count = database.sql().queryForObject("SELECT count(*) FROM " + table, Integer.class);
        return count == null ? 0 : count;
    }
}
