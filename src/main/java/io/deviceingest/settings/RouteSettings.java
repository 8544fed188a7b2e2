package io.deviceingest.settings;

import java.nio.file.Path;

/**
 * Where the integrators' files are.
 *
 * @param directory the directory with the route files, mapping/ and sql/
 */
public record RouteSettings(Path directory) {}
