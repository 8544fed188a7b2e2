package io.deviceingest.console.overview;

import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.management.HealthPages;
import java.util.List;
import org.springframework.boot.health.contributor.Health;

/** Whether the ingest works, from the broker to the row. Safe for any number of threads. */
public final class OverviewPage implements ConsolePage {

    private final HealthPages health;

    OverviewPage(HealthPages health) {
        this.health = health;
    }

    /** What the page shows. */
    public record Overview(List<Part> parts) {}

    /** One part of the way of a message. */
    public record Part(String name, boolean up) {}

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
        return new Overview(health.group("readiness").components().entrySet().stream()
                .map(part -> new Part(part.getKey(), isUp(part.getValue())))
                .toList());
    }

    private static boolean isUp(Health part) {
        return part.getStatus().getCode().equals("UP");
    }
}
