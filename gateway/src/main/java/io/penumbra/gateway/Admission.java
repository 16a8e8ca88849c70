package io.penumbra.gateway;

import io.penumbra.gateway.route.Route;
import java.util.concurrent.Semaphore;

/**
 * How many requests are served at a time. Answers that last are counted apart, so that those who
 * only listen never keep others out.
 */
final class Admission {
    private final Semaphore ordinary;
    private final Semaphore lasting;

    Admission(int each) {
        ordinary = new Semaphore(each);
        lasting = new Semaphore(each);
    }

    boolean enter(Route route) {
        return of(route).tryAcquire();
    }

    void leave(Route route) {
        of(route).release();
    }

    private Semaphore of(Route route) {
        return route.lasts() ? lasting : ordinary;
    }
}
