package io.deviceingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Loads classes from the jars inside this program's jar. Spring Boot's own class loader asks one jar after the other for
 * every class, which takes a quarter of the processor time of a start; this one asks first where the last class of the same
 * package was found. The program's own classes come before those of the libraries. Thread-safe.
 */
final class NestedJars extends URLClassLoader {

    private static final String OF_SPRING_BOOT = "org.springframework.boot.loader.launch.LaunchedClassLoader";

    static {
        registerAsParallelCapable();
    }

    private final List<Nested> jars = new ArrayList<>();
    private final Map<String, Nested> lastOfFolder = new ConcurrentHashMap<>();

    NestedJars(URL[] urls, ClassLoader parent) throws IOException {
        super(urls, parent);
        for (URL url : urls) {
            jars.add(new Nested(
                    url, ((JarURLConnection) url.openConnection()).getJarFile(), new CodeSource(url, (Certificate[])
                            null)));
        }
    }

    /** In place of the loader that Spring Boot made for a jar in one piece; for every other one there is none. */
    static Optional<NestedJars> inPlaceOf(ClassLoader loader) throws IOException {
        return loader.getClass().getName().equals(OF_SPRING_BOOT)
                        && loader instanceof URLClassLoader launched
                        && Stream.of(launched.getURLs())
                                .allMatch(url -> url.getProtocol().equals("jar"))
                ? Optional.of(new NestedJars(launched.getURLs(), launched.getParent()))
                : Optional.empty();
    }

    /** Runs the main method of a class that this loader loads anew, with all that it needs. */
    void run(Class<?> main, String[] args) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(this);
        loadClass(main.getName()).getMethod("main", String[].class).invoke(null, (Object) args);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        String path = name.replace('.', '/').concat(".class");
        Nested jar = holderOf(path);
        if (jar == null) {
            throw new ClassNotFoundException(name);
        }
        try (InputStream content = jar.file.getInputStream(jar.file.getEntry(path))) {
            byte[] bytes = content.readAllBytes();
            definePackageOf(name, jar);
            return defineClass(name, bytes, 0, bytes.length, jar.source);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    @Override
    public URL findResource(String path) {
        Nested jar = holderOf(path);
        return jar == null ? null : jar.resource(path);
    }

    @Override
    public Enumeration<URL> findResources(String path) {
        return Collections.enumeration(jars.stream()
                .filter(jar -> jar.has(path))
                .map(jar -> jar.resource(path))
                .toList());
    }

    /** No class is in two libraries (a test holds it); other files may be, and the first of them counts. */
    private Nested holderOf(String path) {
        if (!path.endsWith(".class")) {
            return firstWith(path);
        }
        Nested own = jars.get(0);
        if (own.has(path)) {
            return own;
        }
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        Nested last = lastOfFolder.get(folder);
        if (last != null && last.has(path)) {
            return last;
        }
        Nested first = firstWith(path);
        if (first != null) {
            lastOfFolder.put(folder, first);
        }
        return first;
    }

    private Nested firstWith(String path) {
        for (Nested jar : jars) {
            if (jar.has(path)) {
                return jar;
            }
        }
        return null;
    }

    private void definePackageOf(String className, Nested jar) throws IOException {
        String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
        if (!name.isEmpty() && getDefinedPackage(name) == null) {
            try {
                definePackage(name, jar.file.getManifest(), jar.url);
            } catch (IllegalArgumentException e) {
                // Another thread was faster.
            }
        }
    }

    private record Nested(URL url, JarFile file, CodeSource source) {

        boolean has(String path) {
            return file.getEntry(path) != null;
        }

        URL resource(String path) {
            try {
                return new URL(url, path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
