package io.deviceingest.brokenfiles;

import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file that no site should have, whatever it is named.
 *
 * @param what in words, for a failure
 */
record BrokenFile(String what, Maker maker) {

    private static final int MEGABYTE = 1024 * 1024;

    /** Makes it at a place where nothing is yet. */
    @FunctionalInterface
    interface Maker {
        void make(Path file) throws Exception;
    }

    /** Those that are broken whatever should be in them. */
    static List<BrokenFile> ofAnyKind() {
        return List.of(
                new BrokenFile("a pipe", file -> Tool.named("mkfifo").mustRun(file.toString())),
                new BrokenFile("a directory", Files::createDirectory),
                new BrokenFile("a link to itself", file -> Files.createSymbolicLink(file, file.getFileName())),
                new BrokenFile("a link to nothing", file -> Files.createSymbolicLink(file, Path.of("nowhere"))),
                new BrokenFile("100 MB", file -> {
                    try (var content =
                            Files.newByteChannel(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                        content.position(100L * MEGABYTE).write(ByteBuffer.wrap(new byte[1]));
                    }
                }),
                new BrokenFile("a device without an end", file -> Files.createSymbolicLink(file, Path.of("/dev/zero"))),
                new BrokenFile(
                        "bytes that are no UTF-8", file -> Files.write(file, new byte[] {'a', '\n', (byte) 0xFF})));
    }

    /** Those that are broken as YAML, though small as files. */
    static List<BrokenFile> ofYaml() {
        return List.of(
                text("a mapping that contains itself", "message: &a\n  topic: *a\n"),
                text("steps that contain themselves", """
                        - route:
                            id: again
                            from: &from
                              uri: direct:again
                              steps:
                                - choice:
                                    when:
                                      - simple: "true"
                                        steps: [*from]
                        """),
                text("a list that contains itself", "- &a [*a, *a]\n"),
                text("a key that contains itself", "? &a [*a]\n: 1\n"),
                text("a billion laughs", laughs()),
                text("a hundred thousand brackets", "[".repeat(100_000)),
                text("a hundred thousand closed brackets", "- " + "[".repeat(50_000) + "]".repeat(50_000)),
                text("deep blocks", deep()),
                text("half a million values", "[" + "1,".repeat(MEGABYTE / 2 - 2) + "]"),
                text(
                        "a name of half a megabyte",
                        "? " + "n".repeat(MEGABYTE / 2) + "\n: [" + "1,".repeat(1000) + "]\n"),
                text("a number of a megabyte", "- " + "9".repeat(MEGABYTE - 10) + "\n"),
                text("a character that is none", "- \"\\UFFFFFFFF\"\n"),
                text("an alias of nothing", "- *nothing\n"),
                text("a word that is tagged as a number", "- !!int word\n"),
                text("a tag of a class", "- !!javax.script.ScriptEngineManager [x]\n"),
                text("two documents", "--- 1\n--- 2\n"),
                text("a tab and a NUL", "a:\tb\n\0"));
    }

    private static BrokenFile text(String what, String content) {
        return new BrokenFile(what, file -> Files.writeString(file, content, StandardCharsets.UTF_8));
    }

    private static String laughs() {
        StringBuilder laughs = new StringBuilder("- &a0 [ha, ha]\n");
        for (int i = 1; i < 40; i++) {
            laughs.append("- &a")
                    .append(i)
                    .append(" [*a")
                    .append(i - 1)
                    .append(", *a")
                    .append(i - 1)
                    .append("]\n");
        }
        return laughs.toString();
    }

    private static String deep() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        return deep.toString();
    }

    void make(Path file) throws IOException {
        try {
            maker.make(file);
        } catch (Exception e) {
            throw new IOException("cannot make " + what, e);
        }
    }
}
