package io.deviceingest.console.routes;

import java.util.List;
import java.util.Optional;

/** Which way a message can take: from what a route begins with to where it ends. Immutable. */
public record Topology(List<Node> nodes, List<Edge> edges) {

    /** What stands at a place of the way. */
    public enum Kind {
        /** What the program subscribes to. */
        FILTER,
        TIMER,
        ROUTE,
        /** Where a message leaves the routes. */
        END
    }

    /**
     * One place of the way.
     *
     * @param description what its route says of itself; null for what is no route
     * @param group of the route; null for none
     * @param mappings the files by which it maps
     * @param file where it is written; null for what is no route
     * @param line of the file, from 1
     */
    public record Node(
            String id,
            Kind kind,
            String label,
            String description,
            String group,
            List<String> mappings,
            String file,
            int line) {

        static Node plain(String id, Kind kind, String label) {
            return new Node(id, kind, label, null, null, List.of(), null, 0);
        }
    }

    /**
     * One step of the way.
     *
     * @param failing whether a message takes it that cannot be mapped or stored
     */
    public record Edge(String from, String to, boolean failing) {}

    public List<Node> routes() {
        return nodes.stream().filter(node -> node.kind() == Kind.ROUTE).toList();
    }

    public Optional<Node> node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** Where a message comes from to this place. */
    public List<String> before(String id) {
        return edges.stream()
                .filter(edge -> edge.to().equals(id) && !edge.failing())
                .map(edge -> label(edge.from()))
                .toList();
    }

    /** Where it may go on from there. */
    public List<String> after(String id, boolean failing) {
        return edges.stream()
                .filter(edge -> edge.from().equals(id) && edge.failing() == failing)
                .map(edge -> label(edge.to()))
                .toList();
    }

    private String label(String id) {
        return node(id).map(Node::label).orElse(id);
    }
}
