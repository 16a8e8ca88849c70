package io.penumbra.platform.process;

/** The operating system's number of a process. */
public record Pid(long value) {
    public static Pid current() {
        return new Pid(ProcessHandle.current().pid());
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
