package io.deviceingest.doctor.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a device should publish what it publishes in the wrong place. */
class TopicFormTest {

    @ParameterizedTest(name = "{0}: {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
        devices/+/#                     | device/d/sensor      | devices/d/sensor      | another first level
        devices/+/#                     | /devices/d/heartbeat | devices/d/heartbeat   | a slash too many
        devices/+/#                     | d/sensor             | devices/d/sensor      | no first level
        devices/+/#                     | a/b/d/x/y            | devices/d/x/y         | levels too many before the device
        devices/+/#                     | sensors/d            | devices/d/sensor      | the device at the end
        devices/+/status,devices/+/data | home/d/data          | devices/d/data        | the filter that takes it
        devices/+/status,devices/+/data | home/d/now/status    | devices/d/status      | the last level alone is taken
        site/7/+/#                      | devices/d/sensor     | site/7/d/sensor       | a site of its own form
        #                               | sensor               | devices/d/sensor      | a filter that takes all
        devices/+/status                | d/sensor             |                       | no filter takes it
        """)
    void theRightTopicIsOfTheFormOfTheFilters(String filters, String topic, String right, String why) {
        assertThat(new TopicForm(List.of(filters.split(","))).right("d", topic).orElse(null))
                .as(why)
                .isEqualTo(right);
    }
}
