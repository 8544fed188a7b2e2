package io.deviceingest.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Prints refused settings as a list instead of a stack trace. */
final class InvalidSettingsAnalyzer extends AbstractFailureAnalyzer<InvalidSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingsException cause) {
        return new FailureAnalysis(
                "These settings are refused:\n\n  - " + String.join("\n  - ", cause.violations()),
                "Correct them in the environment, in SECRETS_DIR or in .env (the environment beats both files)."
                        + " docs/settings.md lists every setting with its meaning and default.",
                cause);
    }
}
