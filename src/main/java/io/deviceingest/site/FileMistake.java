package io.deviceingest.site;

import java.nio.file.Path;

/**
 * What is wrong with one of a site's files.
 *
 * @param file where it is to be corrected
 * @param line of the file, from 1
 * @param sentence which names the file itself
 */
public record FileMistake(Path file, int line, String sentence) {}
