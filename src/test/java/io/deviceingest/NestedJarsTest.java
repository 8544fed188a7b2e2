package io.deviceingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With ordinary jars: their URLs have the same form as those of jars in a jar. */
class NestedJarsTest {

    @TempDir
    private Path folder;

    @Test
    void findsClassesOfOnePackageInSeveralJars() throws Exception {
        try (NestedJars jars = jars(
                Map.of(),
                Map.of(path(First.class), code(First.class)),
                Map.of(path(Second.class), code(Second.class)))) {
            assertThat(jars.loadClass(First.class.getName())).isNotSameAs(First.class);
            Class<?> second = jars.loadClass(Second.class.getName());

            assertThat(second.getClassLoader()).isSameAs(jars);
            assertThat(second.getProtectionDomain().getCodeSource().getLocation())
                    .isEqualTo(jars.getURLs()[2]);
            assertThat(second.getPackage().getImplementationVersion()).isEqualTo("1 of jar 1");
        }
    }

    @Test
    void takesAClassOfTheProgramBeforeThatOfALibrary() throws Exception {
        try (NestedJars jars = jars(
                Map.of(path(Second.class), code(Second.class)),
                Map.of(path(First.class), code(First.class), path(Second.class), code(Second.class)))) {
            jars.loadClass(First.class.getName());

            assertThat(jars.loadClass(Second.class.getName())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation())
                    .isEqualTo(jars.getURLs()[0]);
        }
    }

    @Test
    void findsFilesInTheOrderOfTheJars() throws Exception {
        byte[] one = "one".getBytes(StandardCharsets.UTF_8);
        byte[] two = "two".getBytes(StandardCharsets.UTF_8);
        try (NestedJars jars = jars(Map.of("only/file", two), Map.of("a/file", one), Map.of("a/file", two))) {
            assertThat(Collections.list(jars.getResources("a/file")))
                    .extracting(NestedJarsTest::text)
                    .containsExactly("one", "two");
            assertThat(text(jars.getResource("a/file"))).isEqualTo("one");
            assertThat(text(jars.getResource("only/file"))).isEqualTo("two");
            assertThat(jars.getResource("no/file")).isNull();
        }
    }

    @Test
    void saysThatAClassIsNowhere() throws Exception {
        try (NestedJars jars = jars(Map.of(), Map.of(path(First.class), code(First.class)))) {
            assertThatExceptionOfType(ClassNotFoundException.class)
                    .isThrownBy(() -> jars.loadClass(Second.class.getName()));
        }
    }

    @Test
    void leavesTheLoadersOfOthersAsTheyAre() throws IOException {
        assertThat(NestedJars.inPlaceOf(getClass().getClassLoader())).isEmpty();
    }

    @SafeVarargs
    private NestedJars jars(Map<String, byte[]>... contents) throws IOException {
        URL[] urls = new URL[contents.length];
        for (int i = 0; i < contents.length; i++) {
            Path jar = folder.resolve(i + ".jar");
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "1 of jar " + i);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (Map.Entry<String, byte[]> entry : contents[i].entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
            urls[i] = new URL("jar:" + jar.toUri() + "!/");
        }
        // Without the tests' own loader above it, which has these classes too.
        return new NestedJars(urls, ClassLoader.getPlatformClassLoader());
    }

    private static String path(Class<?> type) {
        return type.getName().replace('.', '/') + ".class";
    }

    private static byte[] code(Class<?> type) throws IOException {
        try (InputStream code = type.getClassLoader().getResourceAsStream(path(type))) {
            return code.readAllBytes();
        }
    }

    private static String text(URL url) {
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class First {}

    private static final class Second {}
}
