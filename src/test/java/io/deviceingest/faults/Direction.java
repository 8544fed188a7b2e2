package io.deviceingest.faults;

/** The two ways through a proxy. */
public enum Direction {

    /** Towards the server. */
    UP,

    /** Towards the client. */
    DOWN
}
