package io.deviceingest.database;

import io.deviceingest.problem.Problem;
import io.deviceingest.problem.ProblemException;

/** What is wrong with the database or its schema. */
public final class DatabaseProblem extends ProblemException {

    private static final long serialVersionUID = 1L;

    DatabaseProblem(String key, String sentence, String remedy, Throwable cause) {
        super(new Problem(key, sentence, remedy), cause);
    }
}
