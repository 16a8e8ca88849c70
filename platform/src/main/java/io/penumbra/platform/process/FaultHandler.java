package io.penumbra.platform.process;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a fault ends the process. Nothing is cleaned up: what must survive is durable
 * already, and a process that does not know its own state must not touch anything more.
 *
 * <p>Safe for use from any thread, also from several at once.
 */
public final class FaultHandler {
    private static final Logger log = LoggerFactory.getLogger(FaultHandler.class);

    /** What ends this process; an embedding JVM ends the one role instead. */
    public interface Ending {
        void end(int exitCode);
    }

    private final Ending ending;

    public FaultHandler(Ending ending) {
        this.ending = ending;
    }

    /** For a process of its own: it is gone when this has been told of a fault. */
    public static FaultHandler haltingTheProcess() {
        return new FaultHandler(Runtime.getRuntime()::halt);
    }

    /**
     * Ends the process because of {@code cause}. Returns only if the ending does; the caller throws
     * what it gets, so that the compiler knows that nothing goes on.
     */
    public FaultError fatal(String what, Throwable cause) {
        try {
            log.error("FATAL: {}", what, cause);
        } finally {
            ending.end(ExitCode.FAULT);
        }
        return new FaultError(what, cause);
    }

    /** Ends the process although nothing is wrong with it, as when it no longer leads. */
    public void leave(int exitCode, String why) {
        log.warn("leaving with exit code {}: {}", exitCode, why);
        ending.end(exitCode);
    }
}
