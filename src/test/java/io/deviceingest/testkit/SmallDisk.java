package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk of a few megabytes for one process and its children: a tmpfs in a namespace of its own, which no privilege is
 * needed for where the kernel gives user namespaces away, and which ends with the last of them.
 */
public final class SmallDisk {

    private static final Logger LOG = LoggerFactory.getLogger(SmallDisk.class);

    private SmallDisk() {}

    /** Skips the test, with a printed reason, where there can be none. */
    public static void require(Path directory) throws IOException, InterruptedException {
        Tool unshare = Tool.named("unshare");
        List<String> words = mount(directory, 1);
        Tool.Result result = unshare.run(words.subList(1, words.size()).toArray(String[]::new));
        if (result.exitCode() != 0) {
            String reason = "no disk can be mounted in a user namespace: " + result.output();
            LOG.warn("Skipped, because {}", reason);
            Assumptions.abort(reason);
        }
    }

    /** The words before a command that has it. */
    static List<String> mount(Path directory, int megabytes) {
        return List.of(
                "unshare",
                "--user",
                "--map-root-user",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=" + megabytes + "m tmpfs \"$0\" && exec \"$@\"",
                directory.toString());
    }
}
