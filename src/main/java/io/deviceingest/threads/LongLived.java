package io.deviceingest.threads;

import java.util.List;

/**
 * A part with threads that must run as long as the program does. Liveness asks every bean of this kind; nothing but a
 * thread that has ended counts, and never the state of the broker or the database.
 */
public interface LongLived {

    /** The names of the threads that should be running and are not. */
    List<String> deadThreads();
}
