package io.deviceingest.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/**
 * When parts start and end: with the class where the extension is a static field, else with each test. What is added
 * during a test ends with it, and all files go. Not thread-safe.
 */
abstract class SiteLifecycle implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    private final Parts parts = new Parts();
    private boolean isOfTheClass;
    private int partsOfTheClass;
    private Path files;

    /** Starts everything, and adds it. */
    abstract void start() throws Exception;

    /** Called before each test that shares what has been started. */
    abstract void startAgain();

    /** Ends a part of a test's own with the test, or with the class if it was added before the tests began. */
    public <T extends AutoCloseable> T add(T part) {
        return parts.add(part);
    }

    /** A directory for the files of this site, which is deleted at its end. */
    public Path files() {
        return files;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        isOfTheClass = true;
        open();
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (isOfTheClass) {
            partsOfTheClass = parts.count();
            startAgain();
        } else {
            open();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (isOfTheClass) {
            parts.endAllBut(partsOfTheClass);
        } else {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (isOfTheClass) {
            close();
        }
    }

    private void open() throws Exception {
        // Absolute: programs run in folders of their own.
        files = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "site-");
        try {
            start();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    private void close() throws Exception {
        try {
            parts.endAllBut(0);
        } finally {
            FileSystemUtils.deleteRecursively(files);
        }
    }
}
