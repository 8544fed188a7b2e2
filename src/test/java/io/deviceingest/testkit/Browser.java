package io.deviceingest.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.remote.http.ClientConfig;
import org.springframework.util.FileSystemUtils;

/**
 * The installed Chromium without a window, as a person uses it. It keeps nothing from one start to the next, and reaches no
 * host but this one. Not thread-safe.
 */
public final class Browser implements AutoCloseable {

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;
    private final Path profile;

    private Browser(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** Skips the test where Chromium is not installed. */
    public static Browser start() throws IOException {
        Path program = Tool.named("chromium").path();
        Path driver = Tool.named("chromedriver").path();
        Path profile = Files.createTempDirectory(Files.createDirectories(Path.of("target", "browser")), "profile-");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(program.toFile());
        options.addArguments(
                "--headless=new",
                "--user-data-dir=" + profile.toAbsolutePath(),
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--hide-scrollbars",
                "--force-device-scale-factor=1",
                // Names lead nowhere: a page that asks another host is found by its error.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox");
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        ChromeDriver chrome =
                new ChromeDriver(service, options, ClientConfig.defaultConfig().readTimeout(Patience.SOON));
        chrome.manage()
                .timeouts()
                .pageLoadTimeout(Patience.SOON.dividedBy(2))
                .scriptTimeout(Patience.SOON.dividedBy(2));
        return new Browser(chrome, profile);
    }

    public Browser open(String address) {
        driver.get(address);
        return this;
    }

    public String address() {
        return driver.getCurrentUrl();
    }

    public String title() {
        return driver.getTitle();
    }

    /** All text that a person sees. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    public WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    public List<WebElement> findAll(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** The same of a script that says when it is done, to the last of its arguments. */
    public Object runAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /** Clicks what leads to another page, and is there when that page is. */
    public void follow(String selector) {
        follow(find(selector));
    }

    /** The same of an element of this page. */
    public void follow(WebElement element) {
        run("window.isOfTheOldPage = true");
        element.click();
        Patience.await("another page").ignoreExceptions().until(() ->
                (Boolean) run("return !window.isOfTheOldPage && document.body && document.readyState === 'complete'"));
    }

    /** Takes the network away from the pages, or gives it back. */
    public Browser offline(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
        return this;
    }

    /** What the page could not load or do since the last time, such as a script that the policy refuses. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::toString)
                .toList();
    }

    /** As wide as that, and as light or dark as that, from now on; nothing moves from one to the other. */
    public Browser look(int width, boolean dark) {
        driver.manage().window().setSize(new Dimension(width, 900));
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
        return this;
    }

    /** The whole page as target/screenshots/NAME.png. */
    public void screenshot(String name) throws IOException {
        Object shot = driver.executeCdpCommand(
                        "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .get("data");
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png((String) shot));
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        FileSystemUtils.deleteRecursively(profile);
    }
}
