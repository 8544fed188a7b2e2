package io.deviceingest.console.web;

/** Something that a form of the console asks for, with POST. Safe for any number of threads. */
public interface ConsoleAction {

    /** Such as {@code /console/dead-letters/replay}. */
    String path();

    /** Whether it changes anything: it is refused where the console only reads. */
    boolean changes();

    /**
     * Does it.
     *
     * @param form what the form says
     * @param operator who pressed; empty where nobody is asked who he is
     * @throws Refusal where it is not done, with the reason
     */
    Reply press(Query form, String operator) throws Exception;
}
