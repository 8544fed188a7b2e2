package io.deviceingest.management;

import io.deviceingest.settings.ManagementSettings;
import java.io.IOException;
import java.util.ServiceLoader;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Opens the management port where the console is on: its pages need more than Java's own server gives. It is looked up as
 * a service, so that nothing of the console is loaded where it is off.
 */
public interface ConsoleListener {

    /**
     * Listens from now on. The console's pages come when the program is ready, and go when it closes.
     *
     * @param pages those of health and metrics
     */
    Listener open(ConfigurableApplicationContext program, ManagementSettings settings, Pages pages) throws IOException;

    /** The pages that are there at this moment; any answer but theirs belongs to the console. */
    interface Pages {

        /** Whether there is a page at this path. */
        boolean has(String path);

        /** @param accept the header of that name; null without it */
        Answer answer(String method, String path, String accept);
    }

    static ConsoleListener installed() {
        return ServiceLoader.load(ConsoleListener.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the console is not in this jar"));
    }
}
