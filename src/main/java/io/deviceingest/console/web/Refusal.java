package io.deviceingest.console.web;

import io.deviceingest.problem.Problem;

/** A request that is not answered with what it asks for; the person reads why. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final Problem problem;

    private Refusal(int status, Problem problem) {
        super(problem.toString(), null, false, false);
        this.status = status;
        this.problem = problem;
    }

    /** Nobody knows who asks. */
    public static Refusal unauthorized(String sentence, String remedy) {
        return new Refusal(401, new Problem(sentence, remedy));
    }

    /** Too often in a short time. */
    public static Refusal tooMany(String sentence, String remedy) {
        return new Refusal(429, new Problem(sentence, remedy));
    }

    /** What was asked for cannot be understood. */
    public static Refusal badRequest(String sentence, String remedy) {
        return new Refusal(400, new Problem(sentence, remedy));
    }

    /** Whoever asks may not have it. */
    public static Refusal forbidden(String sentence, String remedy) {
        return new Refusal(403, new Problem(sentence, remedy));
    }

    public static Refusal notFound(String sentence, String remedy) {
        return new Refusal(404, new Problem(sentence, remedy));
    }

    /** Somebody else does the same at this moment. */
    public static Refusal conflict(String sentence, String remedy) {
        return new Refusal(409, new Problem(sentence, remedy));
    }

    /** At this moment; later, yes. */
    public static Refusal busy(String sentence, String remedy) {
        return new Refusal(503, new Problem(sentence, remedy));
    }

    static Refusal notAllowed() {
        return new Refusal(405, new Problem("This address does not take this kind of request", "open it from a page"));
    }

    static Refusal broken() {
        return new Refusal(500, new Problem("The page failed", "look into the program's log, at [CONSOLE]"));
    }

    int status() {
        return status;
    }

    Problem problem() {
        return problem;
    }
}
