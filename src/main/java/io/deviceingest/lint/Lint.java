package io.deviceingest.lint;

import io.deviceingest.database.DatabaseProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads the files of a site, runs nothing of them, and says everything that is wrong. Safe for any number of threads. */
public final class Lint {

    static final List<LintRule> OF_FILES = List.of(
            new FormRule(),
            new IdRule(),
            new HeadRule(),
            new SizeRule(),
            new ComponentRule(),
            new PlaceholderRule(),
            new VariableRule(),
            new ReasonRule(),
            new ErrorRule(),
            new ChoiceRule(),
            new EndRule(),
            new ValueRule(),
            new SecretRule(),
            new StatementRule(),
            new ParameterRule(),
            new FileRule());

    private final ConfigurableEnvironment environment;

    /** @param environment names the site: ROUTES_DIR and ROUTES_DIALECTS */
    public Lint(ConfigurableEnvironment environment) {
        this.environment = environment;
    }

    /**
     * In the order of files and lines.
     *
     * @param database where each statement is planned; it has let us in
     * @throws Exception only for what is no mistake in a file
     */
    public List<LintFinding> findings(Optional<DatabaseProbe> database) throws Exception {
        List<LintRule> rules = new ArrayList<>(OF_FILES);
        rules.add(new SchemaRule());
        rules.add(new CaseRule());
        rules.add(new BuildRule());
        database.map(DatabaseRule::new).ifPresent(rules::add);
        return findings(rules);
    }

    /**
     * Only what must not be applied to a running program: messages could be lost, held or mixed up.
     *
     * @throws Exception only for what is no mistake in a file
     */
    public List<LintFinding> dangers() throws Exception {
        List<LintRule> rules = new ArrayList<>(OF_FILES);
        rules.add(new BuildRule());
        return findings(rules).stream()
                .filter(finding -> finding.rule().isDangerous())
                .toList();
    }

    List<LintFinding> findings(List<LintRule> rules) throws Exception {
        Findings findings = new Findings();
        RouteSite site = RouteSite.read(environment, findings);
        for (LintRule rule : rules) {
            rule.check(site, findings);
        }
        return findings.all();
    }
}
