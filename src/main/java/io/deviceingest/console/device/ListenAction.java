package io.deviceingest.console.device;

import io.deviceingest.console.web.ConsoleAction;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Reply;
import java.util.Map;

/** Begins to listen for a device. Safe for any number of threads. */
public final class ListenAction implements ConsoleAction {

    private final Listenings listenings;

    ListenAction(Listenings listenings) {
        this.listenings = listenings;
    }

    @Override
    public String path() {
        return ListenPage.PATH + "/start";
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Override
    public Reply press(Query form, String operator) {
        String device = DevicePage.device(form);
        if (!listenings.start(device)) {
            throw Refusal.busy(
                    Listenings.MOST_AT_ONCE + " others are being listened for at this moment, and no more at once",
                    "again in " + Listenings.TIME.toSeconds()
                            + " s; or on any machine: java -jar device-ingest.jar doctor --device ID");
        }
        return new Reply.SeeOther(Query.link(ListenPage.PATH, Map.of("id", device)));
    }
}
