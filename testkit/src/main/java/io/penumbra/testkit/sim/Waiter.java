package io.penumbra.testkit.sim;

import java.util.concurrent.locks.LockSupport;

/**
 * How a simulated thread waits for an event of the world. Made by the thread that waits, woken by
 * anyone, good for one wait.
 */
public final class Waiter {
    private final Thread thread = Thread.currentThread();
    private boolean woken;

    public void wake() {
        if (!woken) {
            woken = true;
            LockSupport.unpark(thread);
        }
    }

    public void park() throws InterruptedException {
        while (!woken) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }
}
