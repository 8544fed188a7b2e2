package io.deviceingest.console.overview;

import io.deviceingest.console.overview.RecentLines.Line;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.console.web.Shown;
import io.deviceingest.management.HealthPage;
import io.deviceingest.management.HealthPages;
import io.deviceingest.message.MessageAccount;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.SessionSettings;
import io.deviceingest.settings.Settings;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;

/**
 * Whether the ingest works, from the broker to the row; if not, why, and what to try. It asks nobody but this program's
 * memory. Safe for any number of threads.
 */
public final class OverviewPage implements ConsolePage, DisposableBean {

    private static final int LINES = 14;

    private final HealthPages health;
    private final MessageAccount account;
    private final Settings settings;
    private final RecentLines lines;
    private final Samples samples;
    private final PartsOfTheWay parts;

    OverviewPage(HealthPages health, MessageAccount account, Settings settings, RecentLines lines) {
        this.health = health;
        this.account = account;
        this.settings = settings;
        this.lines = lines;
        this.samples = new Samples(health, account);
        this.parts = new PartsOfTheWay(settings, samples);
    }

    /** What the page shows. */
    public record Overview(
            Instant at, Headline headline, List<Part> parts, Flow flow, List<Line> lines, Replica replica) {}

    /** The answer in one sentence. */
    public record Headline(String state, String sentence, String detail, List<Problem> problems) {}

    /** Which of several programs this is. */
    public record Replica(
            String clientId, String shareGroup, List<String> topics, String version, String java, Instant started) {}

    @Override
    public String path() {
        return Section.OVERVIEW.path();
    }

    @Override
    public Section section() {
        return Section.OVERVIEW;
    }

    @Override
    public String template() {
        return "overview.jte";
    }

    @Override
    public Overview show(Query query) {
        HealthPage now = health.group("readiness");
        List<Part> all = parts.of(now);
        return new Overview(
                Instant.now(),
                headline(now, all),
                all,
                Flow.of(account.totals(), samples),
                lines.newest(LINES),
                replica());
    }

    private Headline headline(HealthPage now, List<Part> all) {
        List<Problem> problems = new ArrayList<>();
        parts.start(now).ifPresent(problems::add);
        all.stream().filter(Part::isBad).forEach(part -> problems.addAll(part.problems()));
        if (!now.isGood()) {
            String bad = String.join(
                    ", ", all.stream().filter(Part::isBad).map(Part::title).toList());
            return new Headline(
                    "bad",
                    bad.isEmpty() ? "The program is starting" : "Nothing can be stored at the moment: " + bad,
                    "The broker keeps what devices send at QoS 1 meanwhile.",
                    problems);
        }
        return account.hasReceived()
                ? new Headline("good", "Messages are taken and stored", lastCommit(), List.of())
                : new Headline(
                        "idle",
                        "Ready, but no message has come since the start",
                        "Subscribed to "
                                + String.join(", ", settings.mqtt().session().topics()) + ".",
                        List.of(new Problem(
                                "Either no device publishes there, or at another broker or topic",
                                "java -jar device-ingest.jar doctor --device ID")));
    }

    private String lastCommit() {
        double seconds = account.lastCommit();
        if (seconds == 0) {
            return "Nothing has been committed since the start.";
        }
        String ago = Shown.since(Instant.ofEpochMilli((long) (seconds * 1000)));
        return "The last commit was " + (ago.equals("0 s") ? "within the last second." : ago + " ago.");
    }

    private Replica replica() {
        SessionSettings session = settings.mqtt().session();
        String version = OverviewPage.class.getPackage().getImplementationVersion();
        return new Replica(
                session.clientId(),
                session.shareGroup(),
                session.topics(),
                version == null ? "not packaged" : version,
                Runtime.version().toString(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    @Override
    public void destroy() {
        samples.close();
    }
}
