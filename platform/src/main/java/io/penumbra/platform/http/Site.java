package io.penumbra.platform.http;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;

/** What a port serves. */
public interface Site {
    void serve(Answer answer) throws IOException, RefusedException, InterruptedException;

    /** Nothing here is changed over HTTP, and nothing takes parameters. */
    static void requirePlainGet(Answer answer) throws RefusedException {
        if (!answer.method().equals("GET") && !answer.isHead()) {
            answer.set("Allow", "GET, HEAD");
            throw new RefusedException(
                    RefusalCode.METHOD_NOT_ALLOWED,
                    answer.path(),
                    answer.method() + " is not served here; there are GET, HEAD");
        }
        if (answer.hasQuery()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, answer.path(), "takes no query parameters");
        }
    }
}
