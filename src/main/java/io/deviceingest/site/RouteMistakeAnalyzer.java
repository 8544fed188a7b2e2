package io.deviceingest.site;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.util.StringUtils;

/** Prints a mistake in a site's files as a sentence with its place, instead of a stack trace. */
public final class RouteMistakeAnalyzer implements FailureAnalyzer {

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        String words = RouteMistakes.words(failure);
        if (words == null) {
            return null;
        }
        return new FailureAnalysis(
                "The routes cannot be built:\n\n" + words, StringUtils.capitalize(RouteMistakes.REMEDY) + ".", failure);
    }
}
