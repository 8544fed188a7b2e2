package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.mqtt.packet.PacketOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Acknowledgements leave in order, together where they come together, and all of them before the connection closes. */
class AcknowledgementWriterTest {

    private static final int MANY = 2_000;
    private static final long PATIENCE_MILLIS = 10_000;

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private int writes;

    @Test
    void whatWaitsWhileAWriteRunsLeavesInOneWrite() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AcknowledgementWriter writer = new AcknowledgementWriter(
                run -> {
                    begun.countDown();
                    await(goOn);
                    record(run);
                },
                failure::complete);

        writer.acknowledge(1);
        assertThat(begun.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        for (int identifier = 2; identifier <= MANY; identifier++) {
            writer.acknowledge(identifier);
        }
        goOn.countDown();
        writer.close(PATIENCE_MILLIS);

        assertThat(writes).isEqualTo(2);
        assertThat(sent.toByteArray()).isEqualTo(acknowledgements(MANY));
    }

    @Test
    void nothingIsTakenAfterTheClose() {
        AcknowledgementWriter writer = new AcknowledgementWriter(this::record, failure::complete);
        writer.acknowledge(1);

        writer.close(PATIENCE_MILLIS);
        writer.acknowledge(2);
        writer.close(PATIENCE_MILLIS);

        assertThat(sent.toByteArray()).isEqualTo(acknowledgements(1));
    }

    @Test
    void aConnectionThatCannotBeWrittenToIsReportedOnce() throws Exception {
        AcknowledgementWriter writer = new AcknowledgementWriter(
                run -> {
                    throw new IOException("Broken pipe");
                },
                failure::complete);

        writer.acknowledge(1);

        assertThat(failure.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).hasMessage("Broken pipe");
        writer.close(PATIENCE_MILLIS);
    }

    private void record(byte[] run) throws IOException {
        writes++;
        sent.write(run);
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static byte[] acknowledgements(int upTo) {
        byte[] packets = new byte[upTo * PacketOutput.LENGTH_OF_PUBACK];
        for (int identifier = 1; identifier <= upTo; identifier++) {
            PacketOutput.putPuback(packets, (identifier - 1) * PacketOutput.LENGTH_OF_PUBACK, identifier);
        }
        return packets;
    }
}
