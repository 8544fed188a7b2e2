package io.deviceingest.cases;

import io.deviceingest.message.Arrival;

/** One message, and what is expected of it. */
record Case(Arrival arrival, Expectation expected) {}
