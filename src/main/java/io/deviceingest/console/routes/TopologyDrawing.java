package io.deviceingest.console.routes;

import io.deviceingest.console.routes.Topology.Edge;
import io.deviceingest.console.routes.Topology.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where the boxes and the lines of a topology stand: in columns, each as far right as the longest way to it, and in each
 * column near those that lead to it. Lines pass between the boxes of the columns on their way. For one use.
 */
public final class TopologyDrawing {

    private static final int WIDTH = 132;
    private static final int HEIGHT = 40;
    private static final int GAP = 34;
    private static final int ROW = 54;
    /** What a line takes in a column that it only passes. */
    private static final int PASSING = 16;

    private static final int TURNS = 6;

    /** A drawing in pixels. */
    public record Drawing(int width, int height, List<Box> boxes, List<Line> lines) {}

    /** A place of the way, by its upper left corner. */
    public record Box(Node node, String kind, int x, int y, int width, int height) {}

    /** A step of the way, as the path of SVG has it. */
    public record Line(String from, String to, boolean failing, String path) {}

    /** A box, or a line where it passes a column: then without a node. */
    private static final class Slot {
        private final Node node;
        private final List<Slot> before = new ArrayList<>();
        private final int column;
        private double middle;

        Slot(Node node, int column) {
            this.node = node;
            this.column = column;
        }

        int height() {
            return node == null ? PASSING : ROW;
        }
    }

    private final Topology topology;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Map<Edge, List<Slot>> ways = new LinkedHashMap<>();
    private final List<List<Slot>> grid = new ArrayList<>();

    private TopologyDrawing(Topology topology) {
        this.topology = topology;
    }

    static Drawing of(Topology topology) {
        return new TopologyDrawing(topology).draw();
    }

    private Drawing draw() {
        placeInColumns();
        topology.nodes().forEach(node -> slots.put(node.id(), add(new Slot(node, columns.get(node.id())))));
        topology.edges().stream().filter(this::leadsRight).forEach(this::addWay);
        for (int turn = 0; turn < TURNS; turn++) {
            grid.forEach(this::arrange);
        }
        int height = grid.stream()
                .flatMap(List::stream)
                .mapToInt(slot -> (int) Math.ceil(slot.middle + slot.height() / 2.0))
                .max()
                .orElse(0);
        List<Box> boxes = slots.values().stream().map(TopologyDrawing::box).toList();
        return new Drawing(grid.size() * (WIDTH + GAP) - GAP, height, boxes, lines());
    }

    /** A way that fails counts only for what no other way leads to. */
    private void placeInColumns() {
        topology.nodes().forEach(node -> columns.put(node.id(), 0));
        for (int round = 0; round < topology.nodes().size(); round++) {
            for (Edge edge : topology.edges()) {
                int next = columns.getOrDefault(edge.from(), 0) + 1;
                if (counts(edge)
                        && columns.containsKey(edge.to())
                        && next < topology.nodes().size()) {
                    columns.merge(edge.to(), next, Math::max);
                }
            }
        }
        int last = columns.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        topology.nodes().stream()
                .filter(node -> node.kind() == Topology.Kind.END)
                .forEach(node -> columns.put(node.id(), last));
        for (int i = 0; i <= last; i++) {
            grid.add(new ArrayList<>());
        }
    }

    private boolean counts(Edge edge) {
        return !edge.failing()
                || topology.edges().stream().noneMatch(other -> other.to().equals(edge.to()) && !other.failing());
    }

    private Slot add(Slot slot) {
        grid.get(slot.column).add(slot);
        return slot;
    }

    private boolean leadsRight(Edge edge) {
        return slots.containsKey(edge.from())
                && slots.containsKey(edge.to())
                && columns.get(edge.from()) < columns.get(edge.to());
    }

    private void addWay(Edge edge) {
        List<Slot> way = new ArrayList<>();
        way.add(slots.get(edge.from()));
        for (int column = columns.get(edge.from()) + 1; column < columns.get(edge.to()); column++) {
            way.add(add(new Slot(null, column)));
        }
        way.add(slots.get(edge.to()));
        for (int i = 1; i < way.size(); i++) {
            way.get(i).before.add(way.get(i - 1));
        }
        ways.put(edge, way);
    }

    /** In the order of the middle of those before; where that is equal, as the routes are written. */
    private void arrange(List<Slot> column) {
        Map<Slot, Double> wanted = new HashMap<>();
        column.forEach(slot -> wanted.put(
                slot,
                slot.before.stream()
                        .mapToDouble(before -> before.middle)
                        .average()
                        .orElse(slot.middle)));
        column.sort(Comparator.comparing(wanted::get));
        double top = 0;
        double shift = 0;
        for (Slot slot : column) {
            slot.middle = top + slot.height() / 2.0;
            shift += wanted.get(slot) - slot.middle;
            top += slot.height();
        }
        // As a whole near those before, but nothing above the edge.
        double move = Math.max(0, shift / Math.max(1, column.size()));
        column.forEach(slot -> slot.middle += move);
    }

    private static Box box(Slot slot) {
        return new Box(
                slot.node,
                slot.node.kind().name().toLowerCase(Locale.ROOT),
                slot.column * (WIDTH + GAP),
                (int) slot.middle - HEIGHT / 2,
                WIDTH,
                HEIGHT);
    }

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        ways.forEach((edge, way) -> lines.add(new Line(edge.from(), edge.to(), edge.failing(), path(way))));
        return lines;
    }

    private static String path(List<Slot> way) {
        StringBuilder path = new StringBuilder();
        for (int i = 1; i < way.size(); i++) {
            int x = way.get(i - 1).column * (WIDTH + GAP) + WIDTH;
            int next = x + GAP;
            int y = (int) way.get(i - 1).middle;
            int nextY = (int) way.get(i).middle;
            path.append(i == 1 ? "M" + x + " " + y : "L" + x + " " + y)
                    .append(" C" + (x + GAP / 2) + " " + y + " " + (x + GAP / 2) + " " + nextY + " " + next + " "
                            + nextY);
        }
        return path.toString();
    }
}
