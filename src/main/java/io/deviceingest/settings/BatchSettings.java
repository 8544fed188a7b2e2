package io.deviceingest.settings;

/** @param maxSize messages in one statement, at most */
public record BatchSettings(int maxSize) {}
