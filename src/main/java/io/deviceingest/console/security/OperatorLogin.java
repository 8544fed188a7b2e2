package io.deviceingest.console.security;

import io.deviceingest.settings.ConsoleSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Compares a user name and a password with those of the settings, in a time that says nothing of where they differ. Safe
 * for any number of threads.
 */
final class OperatorLogin implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorLogin.class);

    private final ConsoleSettings console;
    private final Guesses guesses;

    OperatorLogin(ConsoleSettings console, Guesses guesses) {
        this.console = console;
        this.guesses = guesses;
    }

    @Override
    public Authentication authenticate(Authentication given) {
        String address = ((WebAuthenticationDetails) given.getDetails()).getRemoteAddress();
        if (!guesses.pause(address).isZero()) {
            throw new PausedException(guesses.pause(address));
        }
        boolean name = isEqual(console.username(), given.getName());
        boolean password = isEqual(console.password(), String.valueOf(given.getCredentials()));
        if (!(name && password)) {
            guesses.wrong(address);
            LOG.warn("[CONSOLE] A wrong user name or password from {}", address);
            throw new BadCredentialsException("wrong user name or password");
        }
        guesses.right(address);
        return UsernamePasswordAuthenticationToken.authenticated(console.username(), null, List.of());
    }

    private static boolean isEqual(String right, String given) {
        return MessageDigest.isEqual(right.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
