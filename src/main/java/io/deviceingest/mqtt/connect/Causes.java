package io.deviceingest.mqtt.connect;

/** What lies at the bottom of a failure. */
public final class Causes {

    private Causes() {}

    /** What the first cause of all says, or what kind it is where it says nothing. */
    public static String deepest(Throwable failure) {
        Throwable root = rootOf(failure);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
