package io.penumbra.testkit.sim;

import io.penumbra.core.port.Threads;

/** Threads of a simulated process. Both kinds are virtual; what differs is only real. */
public final class FakeThreads implements Threads {
    private final SimProcess process;

    FakeThreads(SimProcess process) {
        this.process = process;
    }

    @Override
    public Thread virtual(String name, Runnable body) {
        return start(name, body);
    }

    @Override
    public Thread platform(String name, Runnable body) {
        return start(name, body);
    }

    private Thread start(String name, Runnable body) {
        var thread =
                HiddenBuilder.on(process)
                        .name(name)
                        .inheritInheritableThreadLocals(false)
                        .unstarted(() -> run(body));
        process.began(thread);
        thread.start();
        return thread;
    }

    private void run(Runnable body) {
        try {
            body.run();
        } catch (Throwable error) {
            process.escaped(error);
        } finally {
            process.finished(Thread.currentThread());
        }
    }
}
