package io.deviceingest.console.letters;

import io.deviceingest.settings.DatabaseSettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/** The pages of dead letters, and what is done there. */
@Configuration(proxyBeanMethods = false)
@Import({LettersPage.class, LetterPage.class, ReplayAction.class, DiscardAction.class, RehearseAction.class})
public class LettersConfiguration {

    @Bean
    LetterChanges letterChanges(DatabaseSettings settings, ConfigurableEnvironment environment) {
        return new LetterChanges(settings, environment);
    }
}
