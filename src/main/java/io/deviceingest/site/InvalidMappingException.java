package io.deviceingest.site;

import java.util.List;
import java.util.stream.Collectors;

/** Mapping files with mistakes in them; the text names the file, the place and the reason of each. */
public final class InvalidMappingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InvalidMappingException(List<FileMistake> mistakes) {
        super(mistakes.stream().map(FileMistake::sentence).collect(Collectors.joining("\n\n")));
    }
}
