package io.deviceingest.console.devices;

import io.deviceingest.console.database.ConsoleDatabase;
import io.deviceingest.console.database.Found;
import io.deviceingest.problem.Problem;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The list of all devices, answered from a copy in memory. The copy is made when somebody looks and it is older than
 * {@value #OLDEST_SECONDS} s, by one at a time; the heap takes it back when it needs the room. Safe for any number of
 * threads.
 */
final class DeviceList {

    static final int ROWS_OF_A_PAGE = 50;
    private static final int OLDEST_SECONDS = 20;
    /** Of the heap, which a copy may take; while the next one is made, there are two. */
    private static final int SHARE_OF_HEAP = 32;

    private static final String ALL = "all";
    private static final String TROUBLE = "trouble";

    private final Source source;
    private final InstantSource clock;
    private SoftReference<DeviceCopy> last = new SoftReference<>(null);

    /** Where copies come from. */
    interface Source {
        Found<DeviceCopy> copy(Instant now);
    }

    /**
     * @param filters of the topics that devices send to
     * @param offlineAfter how long a device without a limit of its own may be silent
     */
    DeviceList(ConsoleDatabase database, List<String> filters, Duration offlineAfter, InstantSource clock) {
        this(
                database,
                new DeviceCopyReader(
                        filters, offlineAfter, room(Runtime.getRuntime().maxMemory())),
                clock);
    }

    DeviceList(ConsoleDatabase database, DeviceCopyReader reader, InstantSource clock) {
        this(now -> database.ask(transaction -> reader.read(transaction, now)), clock);
    }

    DeviceList(Source source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** An array has at most 2 GiB, whatever the heap has. */
    private static long room(long heap) {
        return Math.min(heap / SHARE_OF_HEAP, 1 << 30);
    }

    /**
     * One page of a search.
     *
     * @param search a part of the id; empty for all
     * @param show all, trouble, or a {@link Condition#key}; anything else is all
     * @param page from 1
     */
    DevicesModel page(String search, String show, int page) {
        Seen seen = current();
        DeviceCopy copy = seen.copy();
        if (copy == null) {
            return DevicesModel.none(search, show, seen.problem());
        }
        Set<Condition> shown = conditions(show);
        int first = (int) Math.min((page - 1L) * ROWS_OF_A_PAGE, Integer.MAX_VALUE);
        DeviceCopy.Found found = copy.find(search, shown, first, ROWS_OF_A_PAGE);
        return new DevicesModel(
                copy.at(),
                seen.problem(),
                search,
                shown.size() == Condition.values().length ? ALL : show,
                copy.allDevices(),
                copy.size(),
                choices(copy),
                found.total(),
                page,
                (found.total() + ROWS_OF_A_PAGE - 1) / ROWS_OF_A_PAGE,
                found.rows());
    }

    private record Seen(DeviceCopy copy, Problem problem) {}

    /** Whoever comes while a copy is made waits for it: the database is asked once. */
    private synchronized Seen current() {
        DeviceCopy copy = last.get();
        Instant now = clock.instant();
        if (copy != null && now.isBefore(copy.at().plusSeconds(OLDEST_SECONDS))) {
            return new Seen(copy, null);
        }
        Found<DeviceCopy> fresh = source.copy(now);
        if (!fresh.isThere()) {
            return new Seen(copy, fresh.problem());
        }
        last = new SoftReference<>(fresh.value());
        return new Seen(fresh.value(), null);
    }

    private static Set<Condition> conditions(String show) {
        if (show.equals(TROUBLE)) {
            Set<Condition> trouble = EnumSet.allOf(Condition.class);
            trouble.removeIf(condition -> !condition.isTrouble());
            return trouble;
        }
        return Condition.withKey(show).<Set<Condition>>map(EnumSet::of).orElse(EnumSet.allOf(Condition.class));
    }

    private static List<DevicesModel.Choice> choices(DeviceCopy copy) {
        List<DevicesModel.Choice> choices = new ArrayList<>();
        choices.add(new DevicesModel.Choice(ALL, "all", copy.size()));
        int trouble = Arrays.stream(Condition.values())
                .filter(Condition::isTrouble)
                .mapToInt(copy::count)
                .sum();
        choices.add(new DevicesModel.Choice(TROUBLE, "in trouble", trouble));
        for (Condition condition : Condition.values()) {
            choices.add(new DevicesModel.Choice(condition.key(), condition.label(), copy.count(condition)));
        }
        return choices;
    }
}
