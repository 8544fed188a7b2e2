package io.deviceingest.presence;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A replica as far as the statements can tell: a clock, a session at the broker, and what has arrived and is not stored.
 * Times are microseconds; {@code now} is the true one, which no replica knows.
 */
final class Replica {

    private static final long BACKLOG = Duration.ofSeconds(5).toNanos() / 1_000;
    private static final long SHORTEST_LIMIT = Duration.ofSeconds(1).toNanos() / 1_000;

    /** What a device said, and when, with its limit in JSON; the rest is so only once it has arrived. */
    record Message(String device, String status, String limit, long said, long arrived, long receivedAt) {}

    final String clientId;
    private final Deque<Message> session = new ArrayDeque<>();
    private final List<Message> pending = new ArrayList<>();
    private boolean up;
    private long clockAhead;
    private long lastTime;
    private long quietSince;

    Replica(String clientId) {
        this.clientId = clientId;
    }

    boolean isUp() {
        return up;
    }

    /** It starts by a clock that is so far ahead of the truth, and gets what its session has kept. */
    void start(long now, long clockAhead) {
        up = true;
        this.clockAhead = clockAhead;
        lastTime = 0;
        quietSince = now;
        while (!session.isEmpty()) {
            arrive(session.poll(), now);
        }
    }

    /** It is gone at once; the broker keeps for it what it did not acknowledge. */
    void kill() {
        up = false;
        for (int i = pending.size() - 1; i >= 0; i--) {
            session.addFirst(pending.get(i));
        }
        pending.clear();
    }

    void deliver(String device, String status, String limit, long now) {
        Message message = new Message(device, status, limit, now, now, 0);
        if (up) {
            arrive(message, now);
        } else {
            session.add(message);
        }
    }

    private void arrive(Message message, long now) {
        lastTime = Math.max(lastTime + 1, now + clockAhead);
        pending.add(new Message(message.device(), message.status(), message.limit(), message.said(), now, lastTime));
    }

    /** What it stores now, in the order of arrival. */
    List<Message> commit(long now) {
        if (oldest(now) > BACKLOG) {
            quietSince = now;
        }
        List<Message> batch = List.copyOf(pending);
        pending.clear();
        return batch;
    }

    /** As the guard has it: until when, by its own clock, all it heard is stored; negative while it is not certain. */
    long heardUntil(long now) {
        boolean certain = oldest(now) <= BACKLOG && quietBefore(now) >= SHORTEST_LIMIT;
        return certain ? now + clockAhead - oldest(now) : -(now + clockAhead);
    }

    long quietSeconds(long now) {
        return Math.max(0, quietBefore(now) / 1_000_000);
    }

    private long quietBefore(long now) {
        return now - quietSince - oldest(now);
    }

    private long oldest(long now) {
        return pending.isEmpty() ? 0 : now - pending.get(0).arrived();
    }
}
