package io.deviceingest.console.routes;

import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Section;
import io.deviceingest.problem.Printable;

/** What a payload would become; nothing is stored. Safe for any number of threads. */
public final class TryPage implements ConsolePage {

    static final String PATH = "/console/try";
    static final String TEMPLATE = "try.jte";

    private final Rehearsal rehearsal;

    TryPage(Rehearsal rehearsal) {
        this.rehearsal = rehearsal;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Section section() {
        return Section.ROUTES;
    }

    @Override
    public String template() {
        return TEMPLATE;
    }

    @Override
    public TrialModel show(Query query) throws InterruptedException {
        String topic = query.exact("topic");
        String payload = query.exact("payload");
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            throw Refusal.badRequest(
                    "The topic of a message has no + and no #, but was \"" + Printable.topic(topic) + "\"",
                    "name one topic, such as devices/esp8266/sensor");
        }
        return topic.isEmpty()
                ? TrialModel.none(topic, payload)
                : rehearsal.attempt(topic, payload).orElseThrow(CasesAction::busy);
    }
}
