package io.deviceingest.console.device;

import io.deviceingest.console.devices.Condition;
import io.deviceingest.console.web.Shown;
import io.deviceingest.problem.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Puts together what a page shows of one device, and says what is wrong with it. Safe for any number of threads. */
final class DeviceView {

    /** The lengths of time that a plot can show, in hours. */
    static final List<Integer> HOURS = List.of(1, 24, 168);

    /** No metric has this name: PostgreSQL knows no text with it. */
    static final String NO_PLOT = "\0";

    static final String NOT_KNOWN = "not-known";

    private final Duration offlineAfter;
    private final InstantSource clock;

    /** @param offlineAfter how long a device without a limit of its own may be silent */
    DeviceView(Duration offlineAfter, InstantSource clock) {
        this.offlineAfter = offlineAfter;
        this.clock = clock;
    }

    /**
     * Looks at a device.
     *
     * @param metric to be drawn; empty for the first that is a number; {@link #NO_PLOT} for none
     * @param hours one of {@link #HOURS}
     * @throws org.springframework.dao.DataAccessException where the database does not answer
     */
    DeviceModel of(JdbcTemplate transaction, String device, String metric, int hours) {
        DeviceQuestions database = new DeviceQuestions(transaction, offlineAfter);
        Instant now = clock.instant();
        Optional<DeviceState> state = database.state(device);
        List<DeviceLetter> letters = database.letters(device);
        Newest newest = database.newest(device);
        Optional<String> drawn = metric.equals(NO_PLOT)
                ? Optional.empty()
                : Optional.of(metric)
                        .filter(name -> !name.isEmpty())
                        .or(() -> firstNumber(newest.metrics(), now.minus(Duration.ofHours(hours))));
        Verdict verdict = verdict(device, state, letters, now);
        return new DeviceModel(
                device,
                verdict.condition(),
                verdict.sentence(),
                verdict.remedy(),
                state.orElse(null),
                newest.metrics(),
                newest.of(),
                newest.note(),
                hours,
                drawn.map(name -> database.plot(device, name, hours, now)).orElse(null),
                database.events(device),
                letters,
                null);
    }

    /** One that the plot has something of, if there is any. */
    private static Optional<String> firstNumber(List<Metric> newest, Instant from) {
        List<Metric> numbers = newest.stream().filter(Metric::canBeDrawn).toList();
        return numbers.stream()
                .filter(each -> each.at().isAfter(from))
                .findFirst()
                .or(() -> numbers.stream().findFirst())
                .map(Metric::name);
    }

    private record Verdict(String condition, String sentence, String remedy) {

        Verdict and(String fact) {
            return new Verdict(condition, sentence + "; " + fact, remedy);
        }
    }

    private static Verdict verdict(
            String device, Optional<DeviceState> known, List<DeviceLetter> letters, Instant now) {
        Optional<DeviceLetter> letter = letters.stream()
                .filter(DeviceLetter::isOpen)
                .filter(each -> each.at().isAfter(now.minus(Condition.LETTERS_COUNT_FOR)))
                .findFirst();
        Optional<Verdict> ofItsRow = known.map(state -> verdict(state, now));
        if (letter.isEmpty()) {
            return ofItsRow.orElseGet(() -> new Verdict(
                    NOT_KNOWN,
                    "The database knows no device \"" + device + "\"",
                    "compare the name with those of Devices, or listen whether it sends anything"));
        }
        String broken = "message became a dead letter " + ago(letter.get().at(), now) + ", "
                + letter.get().reason();
        return ofItsRow.filter(row -> row.condition().equals(Condition.SILENT.key()))
                .map(silent -> silent.and("its newest " + broken))
                .orElseGet(() -> new Verdict(
                        Condition.DEAD_LETTERS.key(),
                        "A " + broken,
                        letter.get().remedy()));
    }

    private static Verdict verdict(DeviceState state, Instant now) {
        Condition condition = Condition.of(
                state.status(),
                state.cause(),
                state.heardAt() == null ? 0 : state.heardAt().getEpochSecond(),
                state.limitSeconds() == null ? Condition.NEVER : state.limitSeconds(),
                false,
                now.getEpochSecond());
        String heard = state.heardAt() == null ? "never" : ago(state.heardAt(), now);
        return switch (condition) {
            case SILENT ->
                new Verdict(
                        condition.key(),
                        "Silent since " + time(state.since()) + ": nothing came for " + limit(state) + "; heard "
                                + heard,
                        "look whether it is on and reaches the broker; then listen whether it sends anything");
            case LATE ->
                new Verdict(
                        condition.key(),
                        "It counts as online, but was heard " + heard + ", and may be silent for " + limit(state)
                                + ": the program itself, or another replica, may have missed messages",
                        "look at Overview; then listen whether it sends anything");
            case OFFLINE ->
                new Verdict(
                        condition.key(),
                        "Offline since " + time(state.since()) + ", because a message or its last will said so; heard "
                                + heard,
                        null);
            case UNKNOWN ->
                new Verdict(
                        condition.key(),
                        "No status: only retained readings came, and they say nothing about now",
                        "let it send a heartbeat or a status; then listen whether it sends anything");
            default -> new Verdict(condition.key(), "Online since " + time(state.since()) + "; heard " + heard, null);
        };
    }

    /** A person may have lifted the limit since it was reached. */
    private static String limit(DeviceState state) {
        return state.limitSeconds() == null
                ? "longer than it might"
                : Durations.exact(Duration.ofSeconds(state.limitSeconds()));
    }

    private static String time(Instant time) {
        return Shown.moment(time) + " UTC";
    }

    private static String ago(Instant time, Instant now) {
        Duration age = Duration.between(time, now);
        return age.isNegative() ? "just now" : Durations.rough(age) + " ago";
    }
}
