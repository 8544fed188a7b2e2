package io.deviceingest.k8s;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.BrokerCertificate;
import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.EmbeddedDatabase;
import io.deviceingest.testkit.Load;
import io.deviceingest.testkit.MosquittoBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.Program;
import io.deviceingest.testkit.Tables;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The packaged program set up exactly as the built manifests set a pod up, but for the addresses of its neighbours. */
class PodIT {

    private static final int MESSAGES = 6_000;
    private static final String ROLE = "ingest";

    @RegisterExtension
    static final TestSite site = new TestSite().withServer();

    private static final Tables tables = site.tables();

    private static BrokerCertificate databaseCertificate;

    /** How a pod is started. */
    private interface Start<P extends Program & AutoCloseable> {
        P of(PodRun run, Pod pod) throws Exception;
    }

    @BeforeAll
    static void secureDatabase() throws Exception {
        EmbeddedDatabase server = site.server();
        server.sql().execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD '" + PodRun.PASSWORD + "'");
        server.sql().execute("ALTER SCHEMA public OWNER TO " + ROLE);
        server.askForPasswordOf(ROLE);
        databaseCertificate = BrokerCertificate.selfSigned(site.files().resolve("database-tls"));
        server.useTls(databaseCertificate);
    }

    @Test
    void twoReplicasShareTheLoadOfArtemisAndLoseNothingWhileOneIsReplaced() throws Exception {
        EmbeddedBroker broker = site.add(EmbeddedBroker.start(site.files().resolve("artemis")));
        twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(broker, PodRun::start);
    }

    /** In this process: how one ends by a signal, the test above shows. */
    @Test
    void twoReplicasShareTheLoadOfMosquittoAndLoseNothingWhileOneIsReplaced() throws Exception {
        MosquittoBroker broker = site.add(MosquittoBroker.start(site.files().resolve("mosquitto")));
        twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(broker, PodRun::startHere);
    }

    private <P extends Program & AutoCloseable> void twoReplicasShareTheLoadAndLoseNothingWhileOneIsReplaced(
            Broker broker, Start<P> start) throws Exception {
        PodRun run = run(broker);
        Manifests scaled = Manifests.ofOverlay("scaled");
        P first = site.add(start.of(run, Pod.of(scaled, 0)));
        P second = site.add(start.of(run, Pod.of(scaled, 1)));
        first.awaitReady();
        second.awaitReady();
        Load load = site.add(Load.start(broker, MESSAGES));
        await().until(() -> load.acknowledged() > MESSAGES / 4);
        await("both get their share").until(() -> received(first) > 0 && received(second) > 0);

        end(second);
        P replaced = site.add(start.of(run, Pod.of(scaled, 1)));
        replaced.awaitReady();
        load.awaitEnd();
        tables.awaitCount("reading", MESSAGES);
        assertThat(tables.count("dead_letter")).isZero();
        await("both accounts close").until(() -> first.accountGap() == 0 && replaced.accountGap() == 0);
    }

    private static PodRun run(Broker broker) throws Exception {
        return new PodRun(site.files(), broker, site.database(), databaseCertificate.caFile(), ROLE);
    }

    /** As the kubelet does it. */
    private static <P extends Program & AutoCloseable> void end(P pod) throws Exception {
        if (pod instanceof PackagedProgram process) {
            process.terminate();
            assertThat(process.awaitExit(60)).isTrue();
        } else {
            pod.close();
        }
    }

    @Test
    void aPodAnswersOnThePathsOfTheManifestsAndKeepsItsSecretsToItself() throws Exception {
        EmbeddedBroker broker = site.add(EmbeddedBroker.start(site.files().resolve("strict")));
        broker.rules().requirePassword(PodRun.PASSWORD);
        PackagedProgram program = site.add(run(broker).start(Pod.of(Manifests.ofOverlay("single"), 0)));
        program.awaitReady();
        assertAnswersOnThePathsOfTheManifests(program);
        for (String hidden : List.of("", "env", "beans", "configprops", "loggers", "info", "heapdump", "camel")) {
            assertThat(program.status("/actuator/" + hidden)).as(hidden).isEqualTo(404);
        }
        assertThat(program.output()).doesNotContain(PodRun.PASSWORD);
        assertThat(program.health("readiness")).doesNotContain(PodRun.PASSWORD);
        assertThat(program.metrics()).doesNotContain(PodRun.PASSWORD);
        assertThat(process(program, "environ")).contains("SECRETS_DIR=").doesNotContain(PodRun.PASSWORD);
        assertThat(process(program, "cmdline")).contains("-jar").doesNotContain(PodRun.PASSWORD);
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

    private static double received(Program program) {
        return program.metric("device_ingest_messages_received_total");
    }
}
