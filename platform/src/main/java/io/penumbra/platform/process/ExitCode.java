package io.penumbra.platform.process;

/** What the exit of a process tells its supervisor. */
public final class ExitCode {
    /** The leader lost its place: start it again, it will follow. */
    public static final int LOST_LEADERSHIP = 10;

    /** A fault, after which the process could not trust itself. */
    public static final int FAULT = 70;

    /** The settings are wrong: starting it again does not help. */
    public static final int WRONG_SETTINGS = 78;

    private ExitCode() {}
}
