package io.deviceingest.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.Axe;
import io.deviceingest.testkit.Browser;
import java.util.ArrayList;
import java.util.List;

/** The page that a browser shows, in light and dark, on a wide and a narrow screen; each is kept as a picture. */
final class Looks {

    private static final int[] WIDTHS = {1280, 390};

    private Looks() {}

    /** Everybody can read and use it, nothing sticks out, and nothing of it was refused by the policy. */
    static void assertGood(Browser browser, String name) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int width : WIDTHS) {
            for (boolean dark : new boolean[] {false, true}) {
                String look = name + "-" + width + (dark ? "-dark" : "");
                browser.look(width, dark).screenshot(look);
                Axe.violations(browser).forEach(violation -> wrong.add(look + ": " + violation));
                if ((Boolean) browser.run(
                        "return document.documentElement.scrollWidth > document.documentElement.clientWidth")) {
                    wrong.add(look + ": wider than the screen");
                }
            }
        }
        wrong.addAll(browser.complaints());
        assertThat(wrong).isEmpty();
        browser.look(WIDTHS[0], false);
    }
}
