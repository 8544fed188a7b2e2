package io.deviceingest.management;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints it as a sentence with what to try, instead of a stack trace. */
public final class PortTakenAnalyzer extends AbstractFailureAnalyzer<PortTakenException> {

    @Override
    protected FailureAnalysis analyze(Throwable root, PortTakenException failure) {
        return new FailureAnalysis(
                failure.getMessage() + ".",
                "Set MANAGEMENT_PORT to a free port, or end the program that has this one;"
                        + " MANAGEMENT_ADDRESS must be an address of this machine.",
                failure);
    }
}
