package io.deviceingest.console.overview;

import io.deviceingest.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * One part of the way of a message, and how it is. Immutable.
 *
 * @param name as on the health page
 * @param state {@code good}, {@code warn}, {@code bad} or {@code idle}
 * @param word the same for people, such as {@code connected}
 * @param since as far as it was seen
 * @param detail such as the broker's address; empty where there is nothing to say
 * @param problems why it is not good, and what to try
 */
public record Part(
        String name, String title, String state, String word, Instant since, String detail, List<Problem> problems) {

    boolean isBad() {
        return state.equals("bad");
    }
}
