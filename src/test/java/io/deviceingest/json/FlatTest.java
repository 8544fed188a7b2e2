package io.deviceingest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import org.junit.jupiter.api.Test;

/** What {@code flat} makes of the objects in an object. */
class FlatTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void objectsInObjectsBecomeNamesWithDotsAndListsStay() throws Exception {
        assertThat(MappingFunctions.flat(JSON.readTree("{\"a\":{\"b\":{\"c\":1}},\"d\":[{\"e\":2}]}")))
                .isEqualTo(JSON.readTree("{\"a.b.c\":1,\"d\":[{\"e\":2}]}"));
    }

    @Test
    void whatIsNoObjectIsRefusedInTheNameOfTheFunctionAndNotOfThePayload() {
        assertThatThrownBy(() -> MappingFunctions.flat(NullNode.getInstance()))
                .hasMessage("flat takes a JSON object, but was given null");
    }
}
