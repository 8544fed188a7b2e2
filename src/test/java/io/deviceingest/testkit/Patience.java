package io.deviceingest.testkit;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * How long a test waits for what must come: so long that only a fault lasts longer, on a slow and busy machine too.
 * {@code -Dpatience=3} makes it three times as much.
 */
public final class Patience {

    public static final Duration SOON = Duration.ofMinutes(3L * Integer.getInteger("patience", 1));

    /** With these the program waits for a lock as long as a test holds it: nothing is tried again meanwhile. */
    public static final Map<String, String> OF_STATEMENTS =
            Map.of("DB_LOCK_TIMEOUT", "5m", "DB_STATEMENT_TIMEOUT", "6m", "DB_SOCKET_TIMEOUT", "7m");

    private Patience() {}

    /** An answer that does not come fails the request. */
    static ClientHttpRequestFactory ofRequests() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
        requests.setReadTimeout(SOON);
        return requests;
    }

    public static ConditionFactory await() {
        return Awaitility.await().atMost(SOON);
    }

    /** @param what is waited for, for the message of a failure */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(SOON);
    }
}
