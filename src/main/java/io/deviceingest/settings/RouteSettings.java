package io.deviceingest.settings;

import java.nio.file.Path;

/** @param directory where the route files, the mappings and the SQL files are */
public record RouteSettings(Path directory) {}
