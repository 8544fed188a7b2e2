package io.deviceingest.console.device;

import java.math.BigDecimal;
import java.math.MathContext;

/** Measured numbers as a page shows them. */
public final class Figures {

    private static final MathContext DIGITS = new MathContext(6);
    private static final double LARGEST_PLAIN = 1e15;
    private static final double SMALLEST_PLAIN = 1e-6;

    private Figures() {}

    /** All digits of a whole number, six of any other; of very large and very small ones the power of ten. */
    public static String shown(double number) {
        double size = Math.abs(number);
        if (number == Math.rint(number) && size < LARGEST_PLAIN) {
            return String.valueOf((long) number);
        }
        BigDecimal digits = new BigDecimal(number).round(DIGITS).stripTrailingZeros();
        return size < LARGEST_PLAIN && size >= SMALLEST_PLAIN ? digits.toPlainString() : digits.toString();
    }
}
