package io.deviceingest.dryrun;

import java.util.List;

/**
 * What one route takes from the broker.
 *
 * @param route its id
 * @param filters at least one
 */
public record Subscription(String route, List<String> filters) {}
