package io.deviceingest.console.device;

import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;

/** What comes of listening for a device, while somebody does and afterwards. Safe for any number of threads. */
public final class ListenPage implements ConsolePage {

    static final String PATH = "/console/listen";

    private final Listenings listenings;

    ListenPage(Listenings listenings) {
        this.listenings = listenings;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Section section() {
        return Section.DEVICES;
    }

    @Override
    public String template() {
        return "listen.jte";
    }

    @Override
    public ListeningModel show(Query query) {
        return listenings.of(DevicePage.device(query));
    }
}
