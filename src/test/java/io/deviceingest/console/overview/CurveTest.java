package io.deviceingest.console.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Values as points of a line: the newest at the right, the greatest at the top. */
class CurveTest {

    @Test
    void theNewestIsAtTheRightAndTheGreatestAtTheTop() {
        assertThat(new Curve(List.of(0.0, 5.0, 10.0), 3).line()).isEqualTo("40.0,22.5 80.0,12.0 120.0,1.5");
    }

    @Test
    void untilThereAreAsManyAsThereIsRoomForTheLeftIsEmpty() {
        assertThat(new Curve(List.of(1.0), 4).line()).isEqualTo("120.0,1.5");
    }

    @Test
    void nothingIsALineOnTheGround() {
        assertThat(new Curve(List.of(0.0, 0.0), 2).line()).isEqualTo("60.0,22.5 120.0,22.5");
        assertThat(new Curve(List.of(), 2).line()).isEmpty();
        assertThat(new Curve(List.of(), 2).now()).isZero();
    }
}
