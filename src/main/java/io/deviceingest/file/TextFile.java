package io.deviceingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the text files that other people write. Whatever a path leads to (a directory, a pipe, a device, a link to
 * itself, 100 MB, bytes that are not UTF-8), the answer is the content or a sentence, after bounded work. Stateless.
 */
public final class TextFile {

    /** More than any file of a site needs, and little enough to be held many times. */
    public static final int MAX_BYTES = 1024 * 1024;

    private TextFile() {}

    /** @throws UnusableFileException for everything but a regular file of at most {@link #MAX_BYTES} */
    public static byte[] bytes(Path file) throws UnusableFileException {
        try {
            // Opening a pipe would wait for somebody who writes into it.
            if (!Files.readAttributes(file, "isRegularFile").containsValue(true)) {
                throw unusable(
                        file,
                        Files.isDirectory(file)
                                ? "must be a file, but is a directory"
                                : "must be a regular file, but is a pipe, a socket or a device");
            }
            try (InputStream content = Files.newInputStream(file)) {
                byte[] bytes = content.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw unusable(
                            file, "must have at most " + MAX_BYTES + " bytes, but has " + shown(Files.size(file)));
                }
                return bytes;
            }
        } catch (UnusableFileException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(file, words(file, e));
        }
    }

    /** @throws UnusableFileException also for bytes that are not UTF-8, with the line of the first */
    public static String text(Path file) throws UnusableFileException {
        return decoded(file, bytes(file));
    }

    /** @throws UnusableFileException for bytes that are not UTF-8, with the line of the first */
    public static String decoded(Path file, byte[] bytes) throws UnusableFileException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
            throw new UnusableFileException(
                    file, line, "must be UTF-8, but byte " + (in.position() + 1) + " of the file is not");
        }
        return out.toString();
    }

    private static UnusableFileException unusable(Path file, String sentence) {
        return new UnusableFileException(file, 1, sentence);
    }

    private static String shown(long bytes) {
        return bytes > MAX_BYTES ? String.valueOf(bytes) : "more";
    }

    private static String words(Path file, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return Files.isSymbolicLink(file) ? "is a link to a file that does not exist" : "does not exist";
        }
        if (failure instanceof AccessDeniedException) {
            return "must be readable for the user who runs the program, but is not";
        }
        String reason = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return "cannot be read: " + (reason == null ? failure.getClass().getSimpleName() : reason);
    }
}
