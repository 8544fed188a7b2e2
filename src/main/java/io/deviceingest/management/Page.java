package io.deviceingest.management;

/** One page of the management port. Safe for any number of threads. */
@FunctionalInterface
public interface Page {

    /** @param accept the header of that name; null without it */
    Answer answer(String accept) throws Exception;
}
