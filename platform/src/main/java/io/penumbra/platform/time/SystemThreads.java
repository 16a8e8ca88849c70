package io.penumbra.platform.time;

import io.penumbra.core.port.Threads;
import io.penumbra.platform.process.FaultError;
import io.penumbra.platform.process.FaultHandler;

/** The JVM's threads. None of them keeps the process alive. */
public final class SystemThreads implements Threads {
    private final FaultHandler faults;

    public SystemThreads(FaultHandler faults) {
        this.faults = faults;
    }

    @Override
    public Thread virtual(String name, Runnable body) {
        return Thread.ofVirtual().name(name).uncaughtExceptionHandler(this::end).start(body);
    }

    @Override
    public Thread platform(String name, Runnable body) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .uncaughtExceptionHandler(this::end)
                .start(body);
    }

    private void end(Thread thread, Throwable error) {
        if (!(error instanceof FaultError)) {
            faults.fatal("thread '" + thread.getName() + "' failed", error);
        }
    }
}
