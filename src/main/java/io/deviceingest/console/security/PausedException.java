package io.deviceingest.console.security;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** A password that was not looked at: there were too many wrong ones from there. */
final class PausedException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    PausedException(Duration pause) {
        super("too many wrong passwords");
        this.pause = pause;
    }

    /** In whole seconds, and never none. */
    long seconds() {
        return pause.toSeconds() + 1;
    }
}
