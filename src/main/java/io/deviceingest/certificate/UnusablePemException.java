package io.deviceingest.certificate;

import io.deviceingest.problem.Problem;
import io.deviceingest.problem.ProblemException;

/** A file that holds something else than the PEM that was expected. */
public final class UnusablePemException extends ProblemException {

    private static final long serialVersionUID = 1L;

    public UnusablePemException(String sentence, String remedy) {
        super(new Problem(sentence, remedy), null);
    }
}
