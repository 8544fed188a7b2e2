package io.deviceingest.console.devices;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Section;
import io.deviceingest.settings.Settings;
import java.time.InstantSource;

/** All devices, those that need a person first. Safe for any number of threads. */
public final class DevicesPage implements ConsolePage {

    private static final int MOST_PAGES = 10_000_000;

    private final DeviceList list;

    DevicesPage(ConsoleDatabase database, Settings settings) {
        list = new DeviceList(
                database,
                settings.mqtt().session().topics(),
                settings.presence().offlineAfter(),
                InstantSource.system());
    }

    @Override
    public String path() {
        return Section.DEVICES.path();
    }

    @Override
    public Section section() {
        return Section.DEVICES;
    }

    @Override
    public String template() {
        return "devices.jte";
    }

    @Override
    public DevicesModel show(Query query) {
        return list.page(query.text("q"), query.text("show"), (int) query.number("page", 1, 1, MOST_PAGES));
    }
}
