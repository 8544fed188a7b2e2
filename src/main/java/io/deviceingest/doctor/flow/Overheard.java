package io.deviceingest.doctor.flow;

import io.deviceingest.json.StrictJson;
import io.deviceingest.message.Arrival;
import io.deviceingest.message.DeviceTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What is heard while listening for one device: its messages wait to be looked at, the others are counted. Of both so
 * many are kept as a person can use. Safe for any number of threads.
 */
final class Overheard implements Consumer<Arrival> {

    private static final int MOST_MESSAGES = 1_000;
    private static final int MOST_NAMES = 1_000;
    private static final int SHOWN = 10;
    /** A message may have 256 KiB and more, and these lie in the memory of the running program. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_CHARACTERS_OF_STRAYS = 1024 * 1024;

    private final String device;
    private final List<String> filters;
    private final TopicForm form;
    private final AtomicInteger missed = new AtomicInteger();
    private final StrictJson json = new StrictJson();
    private final BoundedQueue messages = new BoundedQueue();
    private final Map<String, Integer> devices = new TreeMap<>();
    private final Set<String> strayTopics = new TreeSet<>();
    private final TopicCounts topics = new TopicCounts();
    private final BoundedQueue others = new BoundedQueue();
    private int charactersOfStrays;

    Overheard(String device, List<String> filters) {
        this.device = device;
        this.filters = filters;
        this.form = new TopicForm(filters);
    }

    @Override
    public void accept(Arrival arrival) {
        topics.add(arrival.topic());
        if (TopicForm.names(device, arrival.topic()) || says(arrival.payload())) {
            if (!messages.offer(arrival)) {
                missed.incrementAndGet();
            }
        } else {
            count(arrival.topic());
            // A mapping may make the device's name of whatever it likes, such as a prefix and a level of the topic.
            others.offer(arrival);
        }
    }

    /** The next message that names the device neither in its topic nor in its payload; null where none waits. */
    Arrival nextOther() throws InterruptedException {
        return others.poll(0);
    }

    /** On which topics something was heard, the device's own included. */
    TopicCounts topics() {
        return topics;
    }

    /** Whether a payload on a topic that does not name the device does so itself, be it in a list. */
    private boolean says(byte[] payload) {
        if (!new String(payload, StandardCharsets.UTF_8).contains('"' + device + '"')) {
            return false;
        }
        try {
            return json.readTree(payload).findValuesAsText("device_id").contains(device);
        } catch (IOException e) {
            return false;
        }
    }

    /** The filters of the program, as a person reads them. */
    String taken() {
        return form.toString();
    }

    /** How many of its messages came faster than they were taken, and are not kept. */
    int missed() {
        return missed.get();
    }

    /** The next message of the device that was not taken yet, waited for so long; null where none came. */
    Arrival next(long millis) throws InterruptedException {
        return messages.poll(millis);
    }

    private synchronized void count(String topic) {
        String id = DeviceTopic.of(topic, filters).deviceId();
        if (form.covers(topic) && id != null) {
            if (devices.containsKey(id) || devices.size() < MOST_NAMES) {
                devices.merge(id, 1, Integer::sum);
            }
        } else if (strayTopics.size() < MOST_NAMES
                && charactersOfStrays + topic.length() <= MOST_CHARACTERS_OF_STRAYS
                && strayTopics.add(topic)) {
            charactersOfStrays += topic.length();
        }
    }

    /** Whether anybody was heard. */
    synchronized boolean anybody() {
        return !devices.isEmpty() || !strayTopics.isEmpty();
    }

    /** Everything that may be the device's name, misspelt or not. */
    synchronized Set<String> names() {
        Set<String> names = new TreeSet<>(devices.keySet());
        strayTopics.forEach(topic -> names.addAll(Arrays.asList(topic.split("/", -1))));
        return names;
    }

    /** Who was heard, in one line. */
    @Override
    public synchronized String toString() {
        String ids = devices.entrySet().stream()
                .limit(SHOWN)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        String strays = strayTopics.stream().limit(SHOWN).collect(Collectors.joining(", "));
        if (strays.isEmpty()) {
            return "of " + ids;
        }
        return (ids.isEmpty() ? "" : "of " + ids + ", and ") + "on topics that " + form + " does not take: " + strays;
    }

    /** Messages that wait, so many and so many bytes of them. */
    private static final class BoundedQueue {

        private final BlockingQueue<Arrival> messages = new LinkedBlockingQueue<>(MOST_MESSAGES);
        private final AtomicInteger bytes = new AtomicInteger();

        /** False where there is no room. */
        boolean offer(Arrival message) {
            if (bytes.addAndGet(size(message)) <= MOST_BYTES && messages.offer(message)) {
                return true;
            }
            bytes.addAndGet(-size(message));
            return false;
        }

        /** Null where none came in that time. */
        Arrival poll(long millis) throws InterruptedException {
            Arrival message = messages.poll(millis, TimeUnit.MILLISECONDS);
            if (message != null) {
                bytes.addAndGet(-size(message));
            }
            return message;
        }

        private static int size(Arrival message) {
            int properties = message.userProperties().entrySet().stream()
                    .mapToInt(each -> each.getKey().length() + each.getValue().length())
                    .sum();
            return message.payload().length + message.topic().length() + properties;
        }
    }
}
