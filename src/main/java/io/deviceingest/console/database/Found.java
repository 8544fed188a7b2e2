package io.deviceingest.console.database;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.deviceingest.problem.Problem;
import java.util.function.Function;

/**
 * What the database answered, or why it did not: a page shows the one or the other.
 *
 * @param value null where it did not answer
 * @param problem null where it did
 */
public record Found<T>(T value, Problem problem) {

    static <T> Found<T> value(T value) {
        return new Found<>(value, null);
    }

    static <T> Found<T> nothing(Problem why) {
        return new Found<>(null, why);
    }

    /** The same of something else, where there is something. */
    public <S> Found<S> map(Function<T, S> into) {
        return isThere() ? value(into.apply(value)) : nothing(problem);
    }

    @JsonIgnore
    public boolean isThere() {
        return problem == null;
    }
}
