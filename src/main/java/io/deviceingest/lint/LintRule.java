package io.deviceingest.lint;

/** Looks for one kind of mistake in all files of a site. */
interface LintRule {

    /** @throws Exception only for what is no mistake in a file, such as a disk that cannot be read */
    void check(RouteSite site, Findings findings) throws Exception;
}
