package io.deviceingest.deadletter.command;

import picocli.CommandLine.Command;

/**
 * Shows dead letters, sends them through the routes as they are now, or discards them, beside the running program
 * or without it.
 *
 * <p>Exit code 0: all is well; 1: a letter stays that was to go, or something failed; 2: wrong usage or settings.
 */
@Command(
        name = "dead-letters",
        description = "Look at dead letters, replay them through the routes as they are now, or discard them.",
        mixinStandardHelpOptions = true,
        subcommands = {ListLetters.class, ShowLetters.class, ReplayLetters.class, DiscardLetters.class})
public final class DeadLetterCommands {}
