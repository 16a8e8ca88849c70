package io.penumbra.cli.transfer;

import java.io.Console;
import java.util.Optional;

/** Whether a person watches. */
public final class Terminal {
    /** Set by {@code scripts/pfs}, which can ask about standard error alone. */
    private static final String PROPERTY = "penumbra.terminal";

    private Terminal() {}

    /** Whether standard error is a terminal, so that progress can be shown there. */
    static boolean isWatched() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Boolean::parseBoolean)
                .orElseGet(Terminal::hasConsole);
    }

    /** Whether both input and output are a terminal. */
    public static boolean hasConsole() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
