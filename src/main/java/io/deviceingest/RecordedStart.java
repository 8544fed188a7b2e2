package io.deviceingest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * A start of the program for the JVM to take the classes down: everything is built and nothing is reached, and the
 * classes that only a broker and a database would bring are loaded by their names. Stateless.
 */
final class RecordedStart {

    private static final List<String> OF_CONNECTIONS =
            List.of("io/deviceingest", "org/postgresql", "com/zaxxer/hikari", "org/eclipse/paho/mqttv5");

    private static final List<String> OF_TLS = List.of(
            "sun/security/ssl",
            "sun/security/ec",
            "sun/security/rsa",
            "sun/security/util",
            "sun/security/provider",
            "com/sun/crypto/provider");

    private RecordedStart() {}

    static void run() throws IOException {
        try (ConfigurableApplicationContext program = SpringApplication.run(IngestProgram.class)) {
            ClassLoader loader = program.getClassLoader();
            for (String place : OF_CONNECTIONS) {
                for (Resource file :
                        new PathMatchingResourcePatternResolver().getResources("classpath*:" + place + "/**/*.class")) {
                    String path = file.getURL().getPath();
                    load(path.substring(path.lastIndexOf("/" + place + "/") + 1), loader);
                }
            }
            for (String module : List.of("java.base", "jdk.crypto.ec")) {
                loadTls(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module));
            }
        }
    }

    /** Which module has which of them differs between the versions of Java. */
    private static void loadTls(Path module) throws IOException {
        for (String place : OF_TLS) {
            if (Files.isDirectory(module.resolve(place))) {
                try (Stream<Path> files = Files.walk(module.resolve(place))) {
                    files.forEach(
                            file -> load(module.relativize(file).toString(), ClassLoader.getPlatformClassLoader()));
                }
            }
        }
    }

    /** Without running anything of it; what lacks an optional library is no part of a start. */
    private static void load(String path, ClassLoader loader) {
        if (!path.endsWith(".class")) {
            return;
        }
        String name = path.substring(0, path.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // Then no start loads it either.
        }
    }
}
