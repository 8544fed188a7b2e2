package io.deviceingest.lint;

import com.fasterxml.jackson.core.JsonPointer;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether every way through steps comes to an end.
 *
 * @param hands whether an address that messages are handed to is one
 */
record Ends(RouteFile file, Predicate<String> hands) {

    /** They make another message of a message, and keep nothing. */
    private static final Set<String> TRANSFORMING =
            Set.of("jslt", "log", "language", "dataformat", "jolt", "jsonata", "velocity", "freemarker", "mustache");

    private static final Set<String> ENDS = Set.of(
            "throwException", "rollback", "toD", "bean", "kamelet", "recipientList", "routingSlip", "dynamicRouter");
    private static final Set<String> BLOCKS =
            Set.of("pipeline", "multicast", "split", "loop", "step", "threads", "circuitBreaker", "saga");

    /** Where a message leaves these steps without having come to an end; null where none can. */
    JsonPointer leak(JsonPointer steps) {
        JsonPointer leak = steps;
        for (Part step : file.parts(steps)) {
            leak = leak(step);
            if (leak == null || isStop(leak)) {
                return leak;
            }
        }
        return leak;
    }

    private JsonPointer leak(Part step) {
        if (isEnd(step)) {
            return null;
        }
        return switch (step.kind()) {
            case "choice" -> choice(step);
            case "doTry" -> worse(leak(step.inside("steps")), any(step.inside("doCatch")));
            default -> BLOCKS.contains(step.kind()) ? leak(step.inside("steps")) : step.at();
        };
    }

    private boolean isEnd(Part step) {
        return step.kind().equals("to")
                ? !TRANSFORMING.contains(step.scheme()) && hands.test(step.uri())
                : ENDS.contains(step.kind());
    }

    /** Of one without an otherwise the rule of choices tells. */
    private JsonPointer choice(Part choice) {
        JsonPointer otherwise = choice.inside("otherwise").appendProperty("steps");
        return worse(any(choice.inside("when")), file.parts(otherwise).isEmpty() ? null : leak(otherwise));
    }

    /** Where one of several branches leaks. */
    private JsonPointer any(JsonPointer branches) {
        JsonPointer leak = null;
        for (int i = 0; i < file.yaml().at(branches).size(); i++) {
            leak = worse(leak, leak(branches.appendIndex(i).appendProperty("steps")));
        }
        return leak;
    }

    /** What comes behind the branches can still end a way, but not one that is stopped. */
    private JsonPointer worse(JsonPointer one, JsonPointer other) {
        return one == null || other != null && isStop(other) ? other : one;
    }

    private boolean isStop(JsonPointer leak) {
        return file.yaml().at(leak).has("stop");
    }
}
