package io.deviceingest.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.testkit.TestSite;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Would the proof notice? Programs that break the promise fail in it, each in the book that is kept for it. */
class MutantFaultsIT {

    private static final Mutant NONE = new Mutant("mqtt/Intake.java", "package io.", "package io.");
    private static final Mutant ACKNOWLEDGES_BEFORE_COMMIT = new Mutant(
            "mqtt/Intake.java",
            "link.awaitAcknowledgement(delivery);",
            "link.awaitAcknowledgement(delivery); link.acknowledge(delivery);");
    private static final Mutant ACKNOWLEDGES_NO_DEAD_LETTER = new Mutant(
            "mqtt/DurableMqttConsumer.java",
            "Throwable failure = exchange.getException();",
            "if (exchange.getVariable(\"deadLetterReason\") != null) return; Throwable failure = exchange.getException();");
    private static final Mutant BLAMES_MESSAGES_FOR_CONFLICTS = new Mutant(
            "batch/Fault.java", "state.startsWith(\"22\")", "state.startsWith(\"22\") || state.startsWith(\"40\")");

    /** For a sound program to come to an end with a load of seconds. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);

    @RegisterExtension
    static final TestSite site = new TestSite();

    private static Proof proof;

    @TempDir
    Path mutants;

    @BeforeAll
    static void startEverything() throws Exception {
        proof = site.add(Proof.start(site.files()));
    }

    @Test
    void aClassThatIsReplacedByItselfChangesNothing() throws Exception {
        replaceProgramBy(NONE);
        proof.drainWithin(Duration.ofSeconds(60));

        proof.run("mutant: none", this::killWhileTheDatabaseIsAway);
    }

    @Test
    void anAcknowledgementBeforeTheCommitIsALossInTheBooks() throws Exception {
        replaceProgramBy(ACKNOWLEDGES_BEFORE_COMMIT);

        Outcome books = booksOfABrokenPromise(
                "loses nothing", "acknowledges before the commit", Traffic.steady(), this::killWhileTheDatabaseIsAway);

        assertThat(inFlight()).as("nothing is under way any more").isZero();
        assertThat(books.lost()).as("lost").isPositive();
        assertThat(books.unexpected()).as("unexpected").isZero();
        assertThat(books.duplicated()).as("duplicated").isZero();
    }

    @Test
    void aDeadLetterThatIsNotAcknowledgedStaysInFlight() throws Exception {
        replaceProgramBy(ACKNOWLEDGES_NO_DEAD_LETTER);

        Outcome books = booksOfABrokenPromise(
                "everything drains", "acknowledges no dead letter", Traffic.withPoison(20), () -> proof.awaitLoad(100));

        assertThat(books.isFaultless()).as("all is in the tables").isTrue();
        assertThat(inFlight()).as("in flight forever").isPositive().isEqualTo(books.deadLettered());
    }

    @Test
    void aConflictThatIsBlamedOnMessagesIsADeadLetterThatWasNoPoison() throws Exception {
        replaceProgramBy(BLAMES_MESSAGES_FOR_CONFLICTS);

        Outcome books =
                booksOfABrokenPromise("loses nothing", "blames messages for conflicts", Traffic.steady(), () -> {
                    try (FailingStatements failing = FailingStatements.start(proof.database(), "40001")) {
                        proof.awaitLoad(100);
                    }
                });

        assertThat(books.deadLettered()).as("dead-lettered").isPositive();
        assertThat(books.unexpected()).as("unexpected").isEqualTo(books.deadLettered());
        assertThat(books.lost()).as("not stored as what they are").isEqualTo(books.deadLettered());
    }

    /** Runs a scenario that must fail, where it says so, and returns what the books say then. */
    private static Outcome booksOfABrokenPromise(String said, String mutant, Traffic traffic, Fault.Action fault)
            throws Exception {
        proof.drainWithin(LONG_ENOUGH);
        assertThatThrownBy(() -> proof.run("mutant: " + mutant, traffic, fault))
                .isInstanceOf(ConditionTimeoutException.class)
                .hasMessageContaining(said);
        return proof.books();
    }

    private static double inFlight() {
        return proof.program().metric("device_ingest_messages_in_flight");
    }

    private void replaceProgramBy(Mutant mutant) throws Exception {
        proof.killProgram();
        proof.startProgram(mutant.compile(mutants));
    }

    private void killWhileTheDatabaseIsAway() throws Exception {
        proof.database().stop();
        proof.awaitLoad(100);
        proof.killProgram();
        proof.database().start();
        proof.startProgram();
    }
}
