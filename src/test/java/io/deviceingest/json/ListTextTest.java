package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

/** The text of a list that a mapping made, and its bound. */
class ListTextTest {

    private final ArrayNode list = JsonNodeFactory.instance.arrayNode();

    @Test
    void isWhatJacksonWrites() {
        list.addObject().put("a", "ü\n\"").put("n", 1.50);
        list.add(1).addNull();

        assertThat(ListText.of(list)).isEqualTo(list.toString());
        assertThat(ListText.of(list.removeAll())).isEqualTo("[]");
    }

    @Test
    void ofAFewBytesThatAreSharedByManyElementsNoMoreIsMadeThanMemoryHolds() {
        String name = "x".repeat(100_000);
        for (int i = 0; i < 2_000; i++) {
            list.addObject().put("name", name);
        }

        assertThatThrownBy(() -> ListText.of(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a mapping may make 16777216 characters of one message, but here the list of its 2000"
                        + " elements is longer");
    }
}
