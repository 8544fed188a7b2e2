package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/**
 * A volume of a ConfigMap or Secret as the kubelet writes it: files in a folder with a time in its name, a link
 * {@code ..data} to it, and a link for each file through that one, so that an update changes all at once.
 */
public final class KubeletVolume {

    private static final String DATA = "..data";

    private KubeletVolume() {}

    /** Writes these files, by their paths below the folder, instead of those that were there. */
    public static void write(Path folder, Map<String, String> files) throws IOException {
        Path version = Files.createTempDirectory(folder, "..2026_01_01_00_00_00.");
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = version.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        Path next = Files.createSymbolicLink(folder.resolve(DATA + "_tmp"), version.getFileName());
        Files.move(next, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE);
        for (String file : files.keySet()) {
            String name = Path.of(file).getName(0).toString();
            Path link = folder.resolve(name);
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of(DATA, name));
            }
        }
    }
}
