package io.deviceingest.console;

import io.deviceingest.console.overview.RecentLines;
import io.deviceingest.console.web.Entrance;
import io.deviceingest.console.web.TomcatListener;
import io.deviceingest.management.ConsoleListener;
import io.deviceingest.management.Listener;
import io.deviceingest.settings.ManagementSettings;
import java.io.IOException;
import org.springframework.context.ConfigurableApplicationContext;

/** The console in a servlet container, which answers pages of health and metrics too. Without state. */
public final class ServletConsole implements ConsoleListener {

    @Override
    public Listener open(ConfigurableApplicationContext program, ManagementSettings settings, Pages pages)
            throws IOException {
        Entrance entrance = new Entrance(pages);
        program.addApplicationListener(new ConsoleLife(program, entrance, RecentLines.listening()));
        return TomcatListener.open(settings, entrance);
    }
}
