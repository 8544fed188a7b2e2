package io.deviceingest.json;

/**
 * What one look at the bytes of a payload tells, without reading them as JSON: nearly every payload needs no second one.
 *
 * @param isAscii whether its bytes are its characters, and none is NUL
 * @param hasEscape whether a text of it may hold any character
 * @param mayBeRounded whether a number of it may have more digits, or another range, than a double
 */
record FirstLook(boolean isAscii, boolean hasEscape, boolean mayBeRounded) {

    /** So many digits every double tells apart. */
    private static final int DIGITS_OF_A_DOUBLE = 15;

    private static final FirstLook ORDINARY = new FirstLook(true, false, false);

    static FirstLook at(byte[] utf8) {
        boolean isAscii = true;
        boolean hasEscape = false;
        boolean mayBeRounded = false;
        byte before = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            if (b <= 0) {
                isAscii = false;
            } else if (b == '\\') {
                hasEscape = true;
            } else if (b == '.') {
                mayBeRounded |= digitsAround(utf8, i) > DIGITS_OF_A_DOUBLE;
            } else if ((b == 'e' || b == 'E') && before >= '0' && before <= '9') {
                mayBeRounded = true;
            }
            before = b;
        }
        return isAscii && !hasEscape && !mayBeRounded ? ORDINARY : new FirstLook(isAscii, hasEscape, mayBeRounded);
    }

    private static int digitsAround(byte[] utf8, int point) {
        int first = point;
        while (first > 0 && isDigit(utf8[first - 1])) {
            first--;
        }
        int end = point + 1;
        while (end < utf8.length && isDigit(utf8[end])) {
            end++;
        }
        return end - first - 1;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
