package io.deviceingest.database;

import org.springframework.boot.health.contributor.Health;

/** What is wrong with the database or its schema: in words, with what to try. Neither text holds a password. */
public final class DatabaseProblem extends Exception {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String remedy;

    DatabaseProblem(String key, String sentence, String remedy, Throwable cause) {
        super(sentence, cause);
        this.key = key;
        this.remedy = remedy;
    }

    /** Names the kind, so that a repeated problem is known as the same. */
    public String key() {
        return key;
    }

    public String remedy() {
        return remedy;
    }

    /** The same problem, said of one file. */
    public DatabaseProblem in(String file) {
        return new DatabaseProblem(key, file + ": " + getMessage(), remedy, this);
    }

    /** Sentence and remedy in one line, as the log shows them. */
    String line() {
        return getMessage() + "; try: " + remedy;
    }

    /** What the health page shows of it. */
    Health health() {
        return Health.down()
                .withDetail("problem", getMessage())
                .withDetail("try", remedy)
                .build();
    }
}
