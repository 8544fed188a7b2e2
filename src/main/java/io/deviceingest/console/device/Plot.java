package io.deviceingest.console.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One metric over the last hours, in columns of one length: of each column the least, the mean and the greatest value.
 * The lists are as long as each other; a column without a number holds nulls.
 *
 * @param until the end of the last column
 * @param columnSeconds how long a column is
 * @param at where each column begins, in seconds since 1970
 * @param readings how many readings were looked at
 * @param cutAt since when readings were looked at, because there are too many; null where all were
 */
public record Plot(
        String metric,
        int hours,
        Instant from,
        Instant until,
        double columnSeconds,
        List<Double> at,
        List<Double> least,
        List<Double> mean,
        List<Double> greatest,
        List<Integer> numbers,
        long readings,
        Instant cutAt) {

    /** A part of the time in words, for those who cannot see the plot. */
    public record Part(Instant from, Instant until, double least, double mean, double greatest, int numbers) {}

    /** Whether there is a number to draw. */
    public boolean hasNumbers() {
        return least.stream().anyMatch(Objects::nonNull);
    }

    /** The same in so many parts at most; those without a number are left out. */
    public List<Part> parts(int most) {
        int columns = (at.size() + most - 1) / most;
        List<Part> parts = new ArrayList<>();
        for (int first = 0; first < at.size(); first += columns) {
            part(first, Math.min(first + columns, at.size()), parts);
        }
        return parts;
    }

    private void part(int first, int end, List<Part> parts) {
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        int count = 0;
        for (int i = first; i < end; i++) {
            if (least.get(i) != null) {
                lowest = Math.min(lowest, least.get(i));
                highest = Math.max(highest, greatest.get(i));
                sum += mean.get(i) * numbers.get(i);
                count += numbers.get(i);
            }
        }
        if (count > 0) {
            parts.add(new Part(time(first), time(end), lowest, sum / count, highest, count));
        }
    }

    private Instant time(int column) {
        return from.plusMillis(Math.round(column * columnSeconds * 1_000));
    }
}
