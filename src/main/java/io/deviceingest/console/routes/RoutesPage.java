package io.deviceingest.console.routes;

import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.management.HealthPages;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.SiteFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;

/** The routes that run, the edit that does not, and the cases. Safe for any number of threads. */
public final class RoutesPage implements ConsolePage {

    private final CamelContext camel;
    private final RouteSettings settings;
    private final HealthPages health;
    private final Rehearsal rehearsal;
    /** Of the files at the start; without live edits, those are the active ones. */
    private final SiteFiles started;

    private final String fingerprint;

    RoutesPage(CamelContext camel, RouteSettings settings, HealthPages health, Rehearsal rehearsal) throws IOException {
        this.camel = camel;
        this.settings = settings;
        this.health = health;
        this.rehearsal = rehearsal;
        this.fingerprint = SiteFiles.fingerprint(settings.directory());
        this.started = settings.reload() ? null : SiteFiles.read(settings.directory());
    }

    @Override
    public String path() {
        return Section.ROUTES.path();
    }

    @Override
    public Section section() {
        return Section.ROUTES;
    }

    @Override
    public String template() {
        return "routes.jte";
    }

    @Override
    public RoutesModel show(Query query) throws IOException {
        Map<String, Object> state =
                health.group("readiness").components().get("routes").getDetails();
        Topology topology = TopologyReader.read((ModelCamelContext) camel);
        return new RoutesModel(
                settings.directory().toString(),
                settings.dialects(),
                settings.reload(),
                InForce.since(state),
                settings.reload() ? RoutesModel.Edit.of(state).orElse(null) : unread(),
                topology,
                TopologyDrawing.of(topology),
                rehearsal.cases());
    }

    private RoutesModel.Edit unread() throws IOException {
        // Looked at every few seconds while the page is open: what tells cheaply comes first.
        if (SiteFiles.fingerprint(settings.directory()).equals(fingerprint)) {
            return null;
        }
        List<String> changed = SiteFiles.read(settings.directory()).differences(started);
        return changed.isEmpty()
                ? null
                : new RoutesModel.Edit(
                        "not-read",
                        changed,
                        List.of("The files were changed since the start, and ROUTES_RELOAD is off"),
                        "look at the cases, then restart the program; with ROUTES_RELOAD=true an edit needs none");
    }
}
