package io.deviceingest.doctor.flow;

import io.deviceingest.doctor.report.Finding;
import io.deviceingest.dryrun.Outcome;
import io.deviceingest.message.Arrival;
import java.util.Optional;

/**
 * One message of a device that was looked at.
 *
 * @param outcome what the routes make of it; empty where the program does not get it
 * @param finding the same in words, with what became of it
 * @param became what became of it, alone
 */
public record Look(Arrival arrival, Optional<Outcome> outcome, Finding finding, String became) {}
