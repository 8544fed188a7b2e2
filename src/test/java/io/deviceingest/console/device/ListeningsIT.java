package io.deviceingest.console.device;

import static io.deviceingest.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.cases.Site;
import io.deviceingest.settings.Settings;
import io.deviceingest.testkit.Device;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.env.ConfigurableEnvironment;

/** Listening for a device beside the running program: what comes, what it becomes, and who may listen. */
class ListeningsIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    @RegisterExtension
    static final TestSite site = new TestSite().withBroker().withDatabase();

    private static Ingest program;

    private Listenings listenings;

    @BeforeAll
    static void startProgram() {
        program = Ingest.start(site.settings());
        program.awaitReady();
    }

    @AfterAll
    static void stopProgram() {
        program.close();
    }

    @AfterEach
    void endListening() {
        listenings.close();
    }

    @Test
    void eachMessageIsShownWithWhatBecameOfIt() throws Exception {
        listen(false, LONG);
        start("esp/1");
        Device device = site.device();

        device.publish("devices/esp/1/sensor", "{");
        awaitHeard("esp/1", 1);
        start("esp8266");
        device.publish("devices/esp8266/sensor", "{\"temperature\":25.5}");
        awaitHeard("esp8266", 1);
        device.publish("devices/esp8266/sensor", "not JSON");
        awaitHeard("esp8266", 2);
        device.publish("device/esp8266/sensor", "{\"t\":1}");
        awaitHeard("esp8266", 3);

        ListeningModel model = listenings.of("esp8266");
        Heard stored = model.heard().get(2);
        assertThat(stored.verdict()).isEqualTo("ok");
        assertThat(stored.sentence()).contains("stored after");
        assertThat(stored.envelope()).contains("\"temperature\":25.5");
        assertThat(stored.payload()).isEqualTo("{\"temperature\":25.5}");
        Heard letter = model.heard().get(1);
        assertThat(letter.verdict()).isEqualTo("fail");
        assertThat(letter.sentence()).contains("invalid-json").contains("it is dead letter");
        assertThat(letter.remedy()).isNotEmpty();
        Heard elsewhere = model.heard().get(0);
        assertThat(elsewhere.sentence()).contains("does not get it").contains("devices/esp8266/sensor");
        assertThat(model.running()).isTrue();
        assertThat(model.notes().get(0).sentence()).contains("devices/esp8266/#");
    }

    @Test
    void bytesThatAreNoTextAreShownAsDigits() throws Exception {
        listen(false, LONG);
        start("esp8266");

        site.device().publish("devices/esp8266/sensor", new byte[] {(byte) 0xff, 0x00, 0x7b}, 1, false);
        awaitHeard("esp8266", 1);

        assertThat(listenings.of("esp8266").heard().get(0).payload()).isEqualTo("ff 00 7b");
    }

    @Test
    void aGatewaysMessageIsHeardWhereTheOthersAre() throws Exception {
        listen(false, LONG);
        start("thermo-7");

        site.device()
                .publish(
                        "devices/gateway/sensor",
                        "{\"device_id\":\"thermo-7\",\"t\":1}".getBytes(StandardCharsets.UTF_8),
                        1,
                        false);

        awaitHeard("thermo-7", 1);
        assertThat(listenings.of("thermo-7").heard().get(0).sentence()).contains("device-id-mismatch");
    }

    @Test
    void atABusyTimeOnlyTheDeviceIsListenedTo() throws Exception {
        listen(true, LONG);
        start("esp8266");

        assertThat(listenings.of("esp8266").notes().get(0).sentence()).doesNotContain("devices/+/#");
    }

    @Test
    void whenNothingComesThePageSaysWhy() throws Exception {
        listen(false, Duration.ofSeconds(1));
        assertThat(listenings.start("esp8266")).isTrue();

        await().until(() -> !listenings.of("esp8266").running());

        ListeningModel model = listenings.of("esp8266");
        assertThat(model.heard()).isEmpty();
        assertThat(model.notes().get(1).verdict()).isEqualTo("fail");
        assertThat(model.notes().get(1).sentence()).contains("nothing from \"esp8266\"");
        assertThat(model.notes().get(2).sentence()).contains("the database knows no device");
    }

    @Test
    void fourListenAtOnceAndTheSameDeviceIsListenedToOnce() throws Exception {
        listen(false, LONG);
        for (String device : new String[] {"a", "b", "c", "d", "a"}) {
            assertThat(listenings.start(device)).isTrue();
        }

        assertThat(listenings.start("e")).isFalse();
        assertThat(listenings.of("e").startedAt()).isNull();
        assertThat(listenings.of("a").running()).isTrue();
    }

    @Test
    void aNameThatNoTopicCanHoldIsSaidSo() throws Exception {
        listen(false, LONG);
        assertThat(listenings.start("#")).isTrue();

        await().until(() -> !listenings.of("#").running());

        assertThat(listenings.of("#").notes().get(0).sentence()).contains("no topic can name");
    }

    private void listen(boolean busy, Duration time) {
        Map<String, Object> settings = new HashMap<>(site.settings());
        settings.put("ROUTES_DIALECTS", "");
        ConfigurableEnvironment environment = Site.environment(settings);
        listenings = new Listenings(
                Settings.of(environment),
                environment,
                site.database().dataSource(),
                () -> busy,
                InstantSource.system(),
                time);
    }

    private void start(String device) {
        assertThat(listenings.start(device)).isTrue();
        await().until(() -> !listenings.of(device).notes().isEmpty());
    }

    private void awaitHeard(String device, int count) {
        await().until(() -> listenings.of(device).heard().size() == count);
    }
}
