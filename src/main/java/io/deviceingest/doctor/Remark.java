package io.deviceingest.doctor;

/**
 * What is allowed, but probably not meant.
 *
 * @param setting the one to change
 * @param sentence why, to stand behind its value
 */
record Remark(String setting, String sentence, String remedy) {}
