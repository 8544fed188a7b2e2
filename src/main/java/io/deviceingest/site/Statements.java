package io.deviceingest.site;

import io.deviceingest.file.UnusableFileException;
import io.deviceingest.settings.RouteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The SQL files that routes name, looked at before the first message. */
public final class Statements {

    private Statements() {}

    /** Those that are not there, or say nothing. */
    public static List<FileMistake> mistakes(RouteSettings routes) throws IOException {
        List<FileMistake> mistakes = new ArrayList<>();
        NamedFiles files = new NamedFiles(routes);
        for (Map.Entry<Path, Path> named : files.statements().entrySet()) {
            Path statement = named.getKey();
            if (!Files.exists(statement)) {
                mistakes.add(files.missing(statement, named.getValue(), statement.toString()));
                continue;
            }
            try {
                if (SqlFile.read(statement).isEmpty()) {
                    mistakes.add(new FileMistake(statement, 1, statement + " holds no statement"));
                }
            } catch (UnusableFileException e) {
                mistakes.add(new FileMistake(statement, e.line(), e.getMessage()));
            }
        }
        return mistakes;
    }
}
