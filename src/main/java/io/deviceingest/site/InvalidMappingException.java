package io.deviceingest.site;

import java.util.List;

/** Mapping files with mistakes in them; the text says of each which one, where and why. */
public final class InvalidMappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidMappingException(List<String> mistakes) {
        super(String.join("\n\n", mistakes));
    }
}
