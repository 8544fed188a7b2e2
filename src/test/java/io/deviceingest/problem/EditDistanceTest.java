package io.deviceingest.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several words is meant by one that is misspelt. */
class EditDistanceTest {

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        esp8266  | esp8266  | the word itself
        esp8265  | esp8266  | another letter
        esp826   | esp8266  | a letter too few
        eps8266  | esp8266  | two letters swapped
        ESP8266  | esp8266  | capitals
        unheard  |          | nothing like it
        """)
    void theNearestWordIsFoundIfItIsNear(String word, String nearest, String why) {
        assertThat(EditDistance.nearest(word, List.of("esp8266", "esp32", "greenhouse", "gate-1"))
                        .orElse(null))
                .as(why)
                .isEqualTo(nearest);
    }
}
