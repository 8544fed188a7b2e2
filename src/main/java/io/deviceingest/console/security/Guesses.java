package io.deviceingest.console.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down whoever guesses passwords: after a few wrong ones from one address, the next is not looked at for a while that
 * doubles each time. Safe for any number of threads.
 */
final class Guesses {

    private static final int FREE = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int MAX_ADDRESSES = 1_000;

    private final Clock clock;
    private final Map<String, Wrong> byAddress = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Wrong> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private record Wrong(int times, Instant until) {}

    Guesses(Clock clock) {
        this.clock = clock;
    }

    /** For how long no password from there is looked at; zero where one is at once. */
    synchronized Duration pause(String address) {
        Wrong wrong = byAddress.get(network(address));
        if (wrong == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), wrong.until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void wrong(String address) {
        Wrong before = byAddress.get(network(address));
        int times = before == null ? 1 : before.times + 1;
        byAddress.put(network(address), new Wrong(times, clock.instant().plus(pauseAfter(times))));
    }

    synchronized void right(String address) {
        byAddress.remove(network(address));
    }

    private static Duration pauseAfter(int times) {
        if (times < FREE) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(times - FREE, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Of an IPv6 address the half that a network has: its owner has all addresses of the other half. */
    private static String network(String address) {
        String[] groups = address.split(":", -1);
        return groups.length == 8 ? String.join(":", groups[0], groups[1], groups[2], groups[3]) : address;
    }
}
