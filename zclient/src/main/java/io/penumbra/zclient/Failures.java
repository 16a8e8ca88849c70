package io.penumbra.zclient;

import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;

/** The one place where what fails inside becomes what users of the library catch. */
final class Failures {
    interface Work<T> {
        T run() throws IOException, RefusedException, InterruptedException;
    }

    interface Action {
        void run() throws IOException, RefusedException, InterruptedException;
    }

    private Failures() {}

    static <T> T mapped(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (RefusedException e) {
            throw new PenumbraException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    static void mappedAction(Action action) throws IOException {
        Failures.<Object>mapped(() -> {
            action.run();
            return action;
        });
    }
}
