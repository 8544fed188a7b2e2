package io.deviceingest.problem;

/** A failure whose cause is known: it is thrown with what is wrong and what to try. Its message is the sentence. */
public abstract class ProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    protected ProblemException(Problem problem, Throwable cause) {
        super(problem.sentence(), cause);
        this.problem = problem;
    }

    public final Problem problem() {
        return problem;
    }

    /** Names the kind, so that a repeated problem is known as the same. */
    public final String key() {
        return problem.key();
    }

    /** What to try, without "try:". */
    public final String remedy() {
        return problem.remedy();
    }
}
