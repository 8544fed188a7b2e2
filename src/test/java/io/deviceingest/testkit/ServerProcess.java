package io.deviceingest.testkit;

import static io.deviceingest.testkit.Patience.SOON;
import static io.deviceingest.testkit.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A server that is a process of its own and listens on a port of 127.0.0.1. */
final class ServerProcess {

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param log gets all that it prints, behind what is there
     */
    static ServerProcess start(ProcessBuilder command, int port, Path log) throws IOException {
        Process process = command.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        await(command.command().get(0) + " listens").until(() -> isListening(port) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException(command.command() + " ended: " + Files.readString(log));
        }
        return new ServerProcess(process);
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it as a service manager does (SIGTERM). */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException(
                    process.info().command() + " did not end within " + SOON.toSeconds() + " s");
        }
    }

    /** Ends it as a crash does (SIGKILL). */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
