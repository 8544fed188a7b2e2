package io.deviceingest.console.device;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.Found;
import io.deviceingest.console.web.ConsolePage;
import io.deviceingest.console.web.Query;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.console.web.Section;
import io.deviceingest.message.DeviceTopic;
import io.deviceingest.settings.Settings;
import java.time.InstantSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One device: what is wrong with it, and what the database knows of it. Safe for any number of threads. */
public final class DevicePage implements ConsolePage {

    private final ConsoleDatabase database;
    private final DeviceView view;

    DevicePage(ConsoleDatabase database, Settings settings) {
        this.database = database;
        this.view = new DeviceView(settings.presence().offlineAfter(), InstantSource.system());
    }

    @Override
    public String path() {
        return DeviceModel.PATH;
    }

    @Override
    public Section section() {
        return Section.DEVICES;
    }

    @Override
    public String template() {
        return "device.jte";
    }

    @Override
    public DeviceModel show(Query query) {
        String device = device(query);
        int hours = (int) query.number("hours", 1, 1, 168);
        if (!DeviceView.HOURS.contains(hours)) {
            throw Refusal.badRequest("\"hours\" must be 1, 24 or 168, but was " + hours, "choose one on the page");
        }
        String metric = query.exact("plot").equals("off") ? DeviceView.NO_PLOT : query.exact("metric");
        Found<DeviceModel> found = database.ask(transaction ->
                view.of(new JdbcTemplate(new SingleConnectionDataSource(transaction, true)), device, metric, hours));
        return found.isThere() ? found.value() : DeviceModel.unanswered(device, hours, found.problem());
    }

    /** @throws Refusal for what no device can be called */
    static String device(Query query) {
        String device = query.exact("id");
        if (!DeviceTopic.isDeviceId(device)) {
            throw Refusal.badRequest(
                    "\"id\" must be the id of a device: 1 to " + DeviceTopic.MAX_ID_LENGTH + " printable characters",
                    "choose a device at Devices");
        }
        return device;
    }
}
