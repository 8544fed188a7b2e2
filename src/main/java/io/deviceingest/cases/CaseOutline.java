package io.deviceingest.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * What can be told of a case without running it.
 *
 * @param route the id of the route that it is of
 * @param isGood whether it expects its message to be stored
 * @param isBad whether it expects a dead letter
 * @param mistakes what is wrong with the file itself; then nothing is known of what it expects
 */
public record CaseOutline(String route, Path file, boolean isGood, boolean isBad, List<Mismatch> mistakes) {}
