package io.deviceingest.console.device;

import io.deviceingest.console.web.Query;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What came of listening for a device.
 *
 * @param startedAt null where nobody has listened for it lately
 * @param running whether somebody still listens
 * @param secondsLeft at most
 * @param heard its messages, the newest first
 * @param more how many are not kept
 * @param notes what else was found, in its order: where it listens, and why it may be silent
 */
public record ListeningModel(
        String id,
        Instant startedAt,
        boolean running,
        long secondsLeft,
        List<Heard> heard,
        int more,
        List<Note> notes) {

    public String link() {
        return Query.link(ListenPage.PATH, Map.of("id", id));
    }

    public String deviceLink() {
        return Query.link(DeviceModel.PATH, Map.of("id", id));
    }

    /** @param remedy what to try; empty where nothing is wrong */
    public record Note(String verdict, String sentence, String remedy) {

        /** How a page shows it: good, warn or bad. */
        public String tone() {
            return Heard.tone(verdict);
        }
    }
}
