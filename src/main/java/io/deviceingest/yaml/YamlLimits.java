package io.deviceingest.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Keeps YAML out that is small as a file and has no end, or nearly none, as a tree: aliases of what they stand in,
 * aliases of aliases, deep nesting. Reads the events of a text one by one and builds nothing of it. For one use.
 */
final class YamlLimits {

    /** Deeper than any route or payload of a case. */
    static final int MAX_DEPTH = 64;

    /** What a file may come to once every alias is replaced by what it stands for. */
    static final int MAX_SIZE = 8 * 1024 * 1024;

    /** What is counted for each value beside its text: what a tree needs to hold it. */
    private static final int OF_EACH = 256;

    private final Deque<Frame> open = new ArrayDeque<>();
    private final Set<Anchor> openAnchors = new HashSet<>();
    private final Map<Anchor, Frame> known = new HashMap<>();

    /** A value with all that is in it, as far as it has been read. */
    private static final class Frame {

        private final Optional<Anchor> anchor;
        private final boolean mapping;
        private boolean keyIsNext = true;
        private long keyLength;
        private long size = OF_EACH;
        private long values = 1;
        private int depth;

        Frame(Optional<Anchor> anchor, boolean mapping) {
            this.anchor = anchor;
            this.mapping = mapping;
        }

        void add(Frame inner) {
            depth = Math.max(depth, inner.depth + 1);
            size += inner.size;
            values += inner.values;
            if (mapping && keyIsNext) {
                keyLength = inner.size;
            } else if (mapping) {
                // Everything below a name has it in its place.
                size += keyLength * inner.values;
            }
            keyIsNext = !keyIsNext;
        }
    }

    private YamlLimits() {}

    /**
     * @throws BrokenYamlException with the line that passes a limit
     * @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException for a text that is no YAML
     */
    static void check(String text, LoadSettings settings) throws BrokenYamlException {
        YamlLimits limits = new YamlLimits();
        for (Event event : new Parse(settings).parseString(text)) {
            limits.take(event);
        }
    }

    private void take(Event event) throws BrokenYamlException {
        if (event instanceof CollectionStartEvent start) {
            Frame frame = new Frame(start.getAnchor(), event instanceof MappingStartEvent);
            frame.anchor.ifPresent(openAnchors::add);
            open.push(frame);
            refuseDepth(open.size(), event);
        } else if (event instanceof CollectionEndEvent) {
            Frame frame = open.pop();
            frame.anchor.ifPresent(openAnchors::remove);
            close(frame, event);
        } else if (event instanceof ScalarEvent scalar) {
            Frame frame = new Frame(scalar.getAnchor(), false);
            frame.size += scalar.getValue().length();
            close(frame, event);
        } else if (event instanceof AliasEvent alias) {
            Anchor name = alias.getAlias();
            if (openAnchors.contains(name)) {
                throw new BrokenYamlException(
                        line(event),
                        "must not have the alias *" + name + " inside of what &" + name
                                + " names: it would contain itself without an end");
            }
            // The reader reports an alias without an anchor itself.
            addToParent(known.getOrDefault(name, new Frame(Optional.empty(), false)), event);
        }
    }

    private void close(Frame frame, Event event) throws BrokenYamlException {
        frame.anchor.ifPresent(anchor -> known.put(anchor, frame));
        addToParent(frame, event);
    }

    private void addToParent(Frame frame, Event event) throws BrokenYamlException {
        refuseDepth(open.size() + frame.depth, event);
        Frame parent = open.peek();
        if (parent != null) {
            parent.add(frame);
            if (parent.size > MAX_SIZE) {
                throw new BrokenYamlException(
                        line(event),
                        "must come to at most " + MAX_SIZE + " bytes with every alias replaced, but comes to more");
            }
        }
    }

    private static void refuseDepth(int depth, Event event) throws BrokenYamlException {
        if (depth > MAX_DEPTH) {
            throw new BrokenYamlException(
                    line(event), "must be nested at most " + MAX_DEPTH + " deep, but is nested deeper");
        }
    }

    private static int line(Event event) {
        return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
