package io.deviceingest.batch;

import java.time.Duration;

/** Does something while everything is held, and nothing else. */
record PauseListener(Runnable onPause) implements BatchListener {

    @Override
    public void held(int entries, Duration took, Fault fault, Exception cause, Duration pause) {
        onPause.run();
    }

    @Override
    public void written(int entries, Duration took) {}

    @Override
    public void split(int entries, Duration took) {}

    @Override
    public void rejected(Exception cause, Duration took) {}
}
