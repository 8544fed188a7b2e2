package io.deviceingest.console;

import io.deviceingest.console.checks.ChecksConfiguration;
import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.device.DeviceConfiguration;
import io.deviceingest.console.devices.DevicesPage;
import io.deviceingest.console.letters.LettersConfiguration;
import io.deviceingest.console.overview.OverviewPage;
import io.deviceingest.console.routes.RoutesConfiguration;
import io.deviceingest.console.security.SecurityConfiguration;
import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Router;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.settings.Settings;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What the console is made of; its beans may ask for those of the program, which know nothing of them. */
@Configuration(proxyBeanMethods = false)
@Import({
    SecurityConfiguration.class,
    OverviewPage.class,
    DevicesPage.class,
    DeviceConfiguration.class,
    LettersConfiguration.class,
    RoutesConfiguration.class,
    ChecksConfiguration.class
})
class ConsoleConfiguration {

    @Bean
    ConsoleDatabase consoleDatabase(DatabaseSettings settings) {
        return new ConsoleDatabase(settings);
    }

    @Bean
    Router router(List<ConsolePage> pages, List<ConsoleAction> actions, Settings settings) {
        return new Router(pages, actions, settings);
    }
}
