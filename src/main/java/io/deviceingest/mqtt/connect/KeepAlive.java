package io.deviceingest.mqtt.connect;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;

/**
 * Has a client look after its connection as often as the broker asks for it (Server Keep Alive, MQTT 5, 3.2.2.3.14).
 *
 * <p>Paho's own timer starts when the CONNACK comes, before its Server Keep Alive is read: its first ping leaves after the
 * time that the client asked for, and by then a broker that asked for less has ended the connection.
 */
final class KeepAlive implements MqttPingSender {

    /** Short enough for the least there is, one second: a broker waits half of it longer. */
    private static final long TICK_MILLIS = 250;

    private ClientComms client;
    private Timer timer;
    private boolean stopped;
    private long lookedAt;
    /** In milliseconds from then, when the client asked to be looked at again. */
    private long wanted;

    @Override
    public void init(ClientComms comms) {
        client = comms;
    }

    @Override
    public synchronized void start() {
        if (stopped) {
            // The connection ended while it was made.
            return;
        }
        timer = new Timer("mqtt-keep-alive", true);
        looksAgainAfter(Long.MAX_VALUE);
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        tick();
                    }
                },
                TICK_MILLIS,
                TICK_MILLIS);
    }

    @Override
    public synchronized void schedule(long delayInMilliseconds) {
        looksAgainAfter(delayInMilliseconds);
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void looksAgainAfter(long millis) {
        lookedAt = System.nanoTime();
        wanted = millis;
    }

    private void tick() {
        if (isDue()) {
            // Asks for the next time itself, by schedule().
            client.checkForActivity();
        }
    }

    private synchronized boolean isDue() {
        long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lookedAt);
        return waited >= Math.min(wanted, client.getKeepAlive());
    }
}
