package io.penumbra.zclient;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;

/** Begins again what wrote its bytes in vain, as long as all of them are at hand. */
final class Attempts {
    private static final int MOST = 3;

    private Attempts() {}

    interface Attempt<T> {
        T run() throws IOException, RefusedException, InterruptedException;
    }

    static <T> T of(Attempt<T> attempt) throws IOException, RefusedException, InterruptedException {
        for (int made = 1; ; made++) {
            try {
                return attempt.run();
            } catch (RefusedException e) {
                // Its session ended, or a seal took a chunk from it: nothing was committed.
                if (e.code() != RefusalCode.STALE_CHUNK || made == MOST) {
                    throw e;
                }
            }
        }
    }
}
