package io.deviceingest.doctor;

import io.deviceingest.database.Partitions;
import io.deviceingest.database.ServerFacts;
import io.deviceingest.doctor.report.Finding;
import java.util.ArrayList;
import java.util.List;

/** What the partitions of the readings mean for those that come: refused, kept in the wrong place, or all well. */
final class PartitionFindings {

    private static final String MAKE = "SELECT ensure_reading_partitions(3)";
    private static final String MAKE_DEFAULT = "CREATE TABLE reading_default PARTITION OF reading DEFAULT";

    private PartitionFindings() {}

    static List<Finding> of(String what, Partitions partitions, ServerFacts facts) {
        if (!partitions.partitioned()) {
            return List.of(Finding.ok(what, "reading is a table without partitions"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!partitions.hasDefault()) {
            // One such reading is a fault of the system, not of a message: its batch is held.
            findings.add(Finding.fail(
                    what,
                    "reading has no default partition: a reading of "
                            + (partitions.thisMonthMissing() ? "this or a past month" : "a past month")
                            + " is refused, and holds all that come after it",
                    "as the owner of reading: "
                            + facts.inSchema(
                                    MAKE_DEFAULT + (partitions.missing().isEmpty() ? "" : "; " + MAKE))));
        } else if (!partitions.missing().isEmpty()) {
            findings.add(Finding.warn(
                    what,
                    "no partition for " + String.join(", ", partitions.missing())
                            + ": readings of these months go into reading_default",
                    partitions.roleMayMake()
                            ? "start the program, which makes them at start and every day"
                            : "as the owner of reading, every month: " + facts.inSchema(MAKE)));
        }
        if (partitions.waiting() > 0) {
            findings.add(waiting(what, partitions, facts));
        }
        return findings.isEmpty()
                ? List.of(Finding.ok(
                        what, "there for this month and the next 3; older readings use the default partition"))
                : findings;
    }

    /** Readings of past months belong there; others only wait there, and are in the way of their partition. */
    private static Finding waiting(String what, Partitions partitions, ServerFacts facts) {
        String count = partitions.waiting() < Partitions.MANY
                ? String.valueOf(partitions.waiting())
                : Partitions.MANY + " or more";
        return Finding.warn(
                what,
                count + " readings of this month or later lie in reading_default",
                "as the owner of reading: " + facts.inSchema(MAKE)
                        + ", which moves them into the partitions that it makes");
    }
}
