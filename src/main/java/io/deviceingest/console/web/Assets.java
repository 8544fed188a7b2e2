package io.deviceingest.console.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The files that pages refer to, from this program and from two libraries. Their path holds a digest of all of them, so
 * that a browser keeps them for good and never has an older one. Immutable.
 */
final class Assets {

    private static final String ROOT = "/console/assets/";

    private static final String LIBRARIES = "/META-INF/resources/webjars/";

    /** The files by their names, and where they are on the class path. */
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "console.css",
            "/console/console.css",
            "console.js",
            "/console/console.js",
            "icon.svg",
            "/console/icon.svg",
            "htmx.min.js",
            LIBRARIES + "htmx.org/2.0.10/dist/htmx.min.js",
            "uPlot.iife.min.js",
            LIBRARIES + "uplot/1.6.30/dist/uPlot.iife.min.js",
            "uPlot.min.css",
            LIBRARIES + "uplot/1.6.30/dist/uPlot.min.css"));

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, Asset> byPath = new HashMap<>();
    private final String path;

    /** A file, made small once for all who ask for it. */
    static final class Asset {

        private final String contentType;
        private final byte[] gzipped;

        private Asset(String contentType, byte[] gzipped) {
            this.contentType = contentType;
            this.gzipped = gzipped;
        }

        String contentType() {
            return contentType;
        }

        byte[] gzipped() {
            return gzipped;
        }
    }

    Assets() {
        Map<String, byte[]> contents = new TreeMap<>();
        FILES.forEach((name, place) -> contents.put(name, read(place)));
        path = ROOT + digest(contents);
        contents.forEach((name, content) -> byPath.put(
                path + "/" + name, new Asset(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), gzip(content))));
    }

    /** What the path of each begins with. */
    String path() {
        return path;
    }

    /** null where there is none at this path. */
    Asset at(String wanted) {
        return byPath.get(wanted);
    }

    private static byte[] read(String place) {
        try (InputStream file = Assets.class.getResourceAsStream(place)) {
            if (file == null) {
                throw new IllegalStateException(place + " is not in this jar");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Map<String, byte[]> contents) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            contents.values().forEach(digest::update);
            return HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(small)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return small.toByteArray();
    }
}
