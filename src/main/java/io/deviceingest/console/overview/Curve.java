package io.deviceingest.console.overview;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/**
 * Values at equal distances in time, drawn as a line in a field of 120 by 24. Immutable.
 *
 * @param values the oldest first
 * @param places for how many of them the field has room: until there are as many, its left side is empty
 */
public record Curve(@JsonValue List<Double> values, int places) {

    private static final double WIDTH = 120;
    private static final double HEIGHT = 24;

    /** So much of the height is above the greatest value, and below 0. */
    private static final double MARGIN = 1.5;

    public Curve {
        values = List.copyOf(values);
    }

    /** The last value; 0 before the first. */
    public double now() {
        return values.isEmpty() ? 0 : values.get(values.size() - 1);
    }

    public double peak() {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** The line, for the attribute {@code points} of a polyline. */
    public String line() {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(values.get(i))));
        }
        return points.toString().strip();
    }

    /** What is below the line, for the same attribute of a polygon. */
    public String area() {
        return values.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.1f,%.1f %s %.1f,%.1f", x(0), HEIGHT, line(), WIDTH, HEIGHT);
    }

    private double x(int i) {
        return WIDTH * (places - values.size() + i + 1) / places;
    }

    private double y(double value) {
        double peak = peak();
        return HEIGHT - MARGIN - (peak == 0 ? 0 : value / peak * (HEIGHT - 2 * MARGIN));
    }
}
