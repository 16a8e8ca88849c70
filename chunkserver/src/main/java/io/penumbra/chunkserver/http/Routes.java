package io.penumbra.chunkserver.http;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.metrics.Exposition;
import java.io.IOException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** Which URL leads where. */
final class Routes {
    private static final String CHUNKS = "/chunks/";
    private static final String ALLOWED = "GET, HEAD";

    private final Checkup checkup;
    private final ChunkDownload downloads;
    private final boolean local;
    private final ConcurrentSkipListMap<Integer, AtomicLong> answersByStatus =
            new ConcurrentSkipListMap<>();

    /**
     * The routes of one port.
     *
     * @param local only this machine reaches the port, so it may have the bytes of chunks
     */
    Routes(Checkup checkup, ChunkDownload downloads, boolean local) {
        this.checkup = checkup;
        this.downloads = downloads;
        this.local = local;
    }

    void serve(Answer answer) throws IOException, RefusedException, InterruptedException {
        String path = answer.path();
        switch (path) {
            case "/status" -> {
                requirePlainGet(answer);
                answer.send(checkup.take().json());
            }
            case "/metrics" -> {
                requirePlainGet(answer);
                var text = Metrics.text(checkup.take(), answersByStatus);
                answer.send(200, Exposition.CONTENT_TYPE, text);
            }
            default -> {
                if (!path.startsWith(CHUNKS)) {
                    throw new RefusedException(
                            RefusalCode.NOT_FOUND,
                            path,
                            "nothing is served here; there are /status, /metrics and"
                                    + " /chunks/{chunk}");
                }
                requirePlainGet(answer);
                requireLocal(path);
                downloads.send(answer, path.substring(CHUNKS.length()));
            }
        }
    }

    private static void requirePlainGet(Answer answer) throws RefusedException {
        if (!answer.method().equals("GET") && !answer.isHead()) {
            answer.set("Allow", ALLOWED);
            throw new RefusedException(
                    RefusalCode.METHOD_NOT_ALLOWED,
                    answer.path(),
                    answer.method() + " is not served here; there are " + ALLOWED);
        }
        if (answer.hasQuery()) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, answer.path(), "takes no query parameters");
        }
    }

    private void requireLocal(String path) throws RefusedException {
        if (!local) {
            throw new RefusedException(
                    RefusalCode.PERMISSION_DENIED,
                    path,
                    "chunks are shown only by a chunkserver that listens on loopback, as whoever"
                            + " reaches this port could read every file");
        }
    }

    /** Called once for each request, when it is over. */
    void count(Answer answer) {
        if (answer.isBegun()) {
            answersByStatus
                    .computeIfAbsent(answer.status(), _ -> new AtomicLong())
                    .incrementAndGet();
        }
    }
}
