package io.deviceingest.console.web;

/**
 * One page of the console. Its model is what a template draws, and what is at its path with {@code .json} behind it: a
 * person and a script see the same. Safe for any number of threads.
 */
public interface ConsolePage {

    /** Such as {@code /console/overview}. What is to be shown there stands in the query, where any character may. */
    String path();

    /** Where it belongs in the navigation; null for a page outside of it. */
    Section section();

    /** The file below {@code src/main/jte}, with a parameter {@code frame} and a parameter {@code page}: the model. */
    String template();

    /**
     * A record with what is shown.
     *
     * @throws Refusal where nothing can be shown, with the reason
     */
    Object show(Query query) throws Exception;
}
