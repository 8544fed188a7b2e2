package io.deviceingest.lint;

import io.deviceingest.database.DatabaseProbe;
import io.deviceingest.database.StatementTrial;
import io.deviceingest.site.SqlFile;
import java.io.IOException;

/** PostgreSQL can plan each statement: it knows the tables, columns and functions, and lets the role use them. */
final class DatabaseRule implements LintRule {

    private final StatementTrial trial;

    /** @param database that has let us in */
    DatabaseRule(DatabaseProbe database) {
        this.trial = new StatementTrial(database);
    }

    @Override
    public void check(RouteSite site, Findings findings) throws IOException {
        for (SqlFile statement : site.statements()) {
            trial.explain(statement)
                    .ifPresent(mistake ->
                            findings.add(mistake.file(), mistake.line(), RuleId.DATABASE, mistake.sentence()));
        }
    }
}
