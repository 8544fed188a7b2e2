package io.deviceingest.console.security;

import io.deviceingest.console.web.Router;
import io.deviceingest.settings.ConsoleSettings;
import io.deviceingest.settings.ManagementSettings;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;

/**
 * Who may open the console. Each form is believed by its token and its origin; where there is a password, everything but
 * the login and the files of the pages needs a session, or the password itself.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
public class SecurityConfiguration {

    @Bean
    LoginPage loginPage(ManagementSettings settings) {
        return new LoginPage(settings.console());
    }

    @Bean
    SecurityFilterChain consoleSecurity(HttpSecurity http, ManagementSettings settings, Router router) {
        ConsoleSettings console = settings.console();
        LoginAnswers answers = new LoginAnswers(router);
        http.csrf(csrf -> csrf.csrfTokenRepository(tokens(settings)))
                .addFilterAfter(new SameOriginFilter(answers::notBelieved), CsrfFilter.class)
                .exceptionHandling(refused ->
                        refused.authenticationEntryPoint(answers::unknown).accessDeniedHandler(answers::notBelieved))
                .logout(logout -> logout.logoutUrl("/console/logout").logoutSuccessUrl(LoginPage.PATH))
                // Written for every answer of the port, at its entrance.
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable);
        if (console.asksForPassword()) {
            askForPassword(http, console, answers);
        } else {
            http.addFilterBefore(new LoopbackHostFilter(), SecurityContextHolderFilter.class)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        }
        return http.build();
    }

    private static void askForPassword(HttpSecurity http, ConsoleSettings console, LoginAnswers answers) {
        Clock clock = Clock.systemUTC();
        http.authenticationProvider(new OperatorLogin(console, new Guesses(clock)))
                .addFilterBefore(new SessionAgeFilter(clock), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(requests -> requests.requestMatchers(LoginPage.PATH, "/console/assets/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage(LoginPage.PATH)
                        .successHandler((request, response, who) -> answers.right(request, response))
                        .failureHandler(answers::wrong))
                // For scripts, which send the password with each request.
                .httpBasic(basic -> basic.authenticationEntryPoint(answers::unknown));
    }

    /** In a cookie: nobody makes this program keep a session without a password. */
    private static CookieCsrfTokenRepository tokens(ManagementSettings settings) {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieName("console-token-" + settings.port());
        tokens.setCookiePath("/console");
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Strict"));
        return tokens;
    }
}
