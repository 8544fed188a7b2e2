package io.deviceingest.faults;

import java.util.Collections;
import java.util.Set;

/**
 * Something that goes wrong and is fixed, by the name that it has in the report.
 *
 * @param holds the parts that nobody else may touch meanwhile
 */
record Fault(String name, Set<Part> holds, Action action) {

    /** What a fault takes hold of. */
    enum Part {
        MQTT,
        DATABASE_HOP,
        DATABASE,
        PROGRAM
    }

    /** Inflicts a fault on whatever it likes, and returns when it is healed. */
    @FunctionalInterface
    interface Action {
        void inflictAndHeal() throws Exception;
    }

    /** Whether both can be inflicted at once. */
    boolean goesWith(Fault other) {
        return Collections.disjoint(holds, other.holds);
    }

    @Override
    public String toString() {
        return name;
    }
}
