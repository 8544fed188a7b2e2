package io.deviceingest.console.routes;

import io.deviceingest.console.routes.TopologyDrawing.Drawing;
import java.time.Instant;
import java.util.List;

/**
 * The routes, as they run and as their files are.
 *
 * @param directory where the files are: ROUTES_DIR
 * @param dialects those that are switched on
 * @param reload whether edits are applied without a restart
 * @param since since when these routes are active
 * @param edit what became of the newest edit; null where the files are those that are active
 */
public record RoutesModel(
        String directory,
        List<String> dialects,
        boolean reload,
        Instant since,
        Edit edit,
        Topology topology,
        Drawing drawing,
        CasesModel cases) {

    /**
     * An edit that is not active.
     *
     * @param state refused, waiting, or not-read where only a restart reads it
     * @param files that were changed
     * @param because one sentence each, with file and line
     * @param remedy what to try
     */
    public record Edit(String state, List<String> files, List<String> because, String remedy) {}
}
