package io.deviceingest.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.openqa.selenium.WebElement;

/**
 * axe-core, which compares the page that a browser shows with the rules of WCAG 2.2 A and AA and with its own best
 * practices: contrast, labels, names, landmarks, headings. It is run in the page by the driver, as no script of a page
 * could be where the policy is strict. Without state.
 */
public final class Axe {

    private static final String SCRIPT = script();

    /**
     * One text for each element that breaks a rule, or of which the contrast cannot be told. A drawing has neither: its
     * parts lie one over the other, and a person who listens gets the table beside it.
     */
    private static final String RUN = """
            const done = arguments[arguments.length - 1];
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            const texts = (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary
                || node.any.map((check) => check.message).join('; ')}`);
            axe.run({ exclude: ['svg[aria-hidden]'] }, { runOnly: tags, preload: false, resultTypes: ['violations', 'incomplete'] }).then(
                (found) => done([...found.violations, ...found.incomplete.filter((rule) => rule.id === 'color-contrast')]
                    .flatMap(texts)),
                (failure) => done(['axe failed: ' + failure]));
            """;

    private Axe() {}

    /** What is wrong with the page as it is now; a part that is folded or hidden is not looked at. */
    @SuppressWarnings("unchecked")
    public static List<String> violations(Browser browser) {
        load(browser);
        return (List<String>) browser.runAsync(RUN);
    }

    /** How much the colours of two elements differ, such as those of a text and of what is drawn below it: 1 to 21. */
    public static double contrast(Browser browser, String property, WebElement one, WebElement other) {
        load(browser);
        return ((Number) browser.run("""
                const color = (element) => {
                    const parsed = new axe.commons.color.Color();
                    parsed.parseString(getComputedStyle(element)[arguments[0]]);
                    return parsed;
                };
                return axe.commons.color.getContrast(color(arguments[1]), color(arguments[2]));
                """, property, one, other)).doubleValue();
    }

    private static void load(Browser browser) {
        if (browser.run("return typeof axe").equals("undefined")) {
            browser.run(SCRIPT);
        }
    }

    private static String script() {
        try (InputStream file = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
