package io.deviceingest.console.routes;

import io.deviceingest.console.routes.TopologyDrawing.Drawing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public record Edit(String state, List<String> files, List<String> because, String remedy) {

        /** The one that the health page tells of, if it does. */
        public static Optional<Edit> of(Map<String, Object> routes) {
            if (routes.containsKey("refused")) {
                return Optional.of(new Edit(
                        "refused",
                        texts(routes.get("refused")),
                        texts(routes.get("because")),
                        "fix the problems; the next edit is looked at as soon as it is saved"));
            }
            return routes.containsKey("waiting")
                    ? Optional.of(new Edit("waiting", texts(routes.get("waiting")), texts(routes.get("because")), ""))
                    : Optional.empty();
        }

        private static List<String> texts(Object value) {
            return value instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of(String.valueOf(value));
        }

        public boolean isRejected() {
            return state.equals("refused");
        }

        /** The state as a person reads it. */
        public String word() {
            return isRejected() ? "rejected" : state.replace('-', ' ');
        }
    }
}
