package io.deviceingest.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The lines for a broker's access rules are right in each broker's own syntax. */
class AccessLinesTest {

    @Test
    void aUserIsNamed() {
        assertThat(AccessLines.toSubscribe("ingest", "devices/+/#"))
                .contains("user ingest  and below it  topic read devices/+/#")
                .contains("{allow, {user, \"ingest\"}, subscribe, [\"devices/+/#\"]}.")
                .contains("<permission><topic>devices/+/#</topic><activity>SUBSCRIBE</activity></permission>");
    }

    @Test
    void withoutAUserTheLineIsForAll() {
        assertThat(AccessLines.toSubscribe("", "devices/+/#"))
                .contains("above the first \"user\":  topic read devices/+/#")
                .contains("{allow, all, subscribe, [\"devices/+/#\"]}.");
    }

    @Test
    void charactersWithAMeaningAreWrittenAsTheSyntaxAsksFor() {
        assertThat(AccessLines.toSubscribe("a\"b\\c", "plant&co/<x>/#"))
                .contains("{user, \"a\\\"b\\\\c\"}")
                .contains("<topic>plant&amp;co/&lt;x>/#</topic>");
    }
}
