package io.penumbra.chunkserver.http;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.http.Answer;
import io.penumbra.platform.http.HttpPort;
import io.penumbra.platform.http.Site;
import java.io.IOException;

/** Which URL leads where. */
public final class Routes implements Site {
    private static final String CHUNKS = "/chunks/";

    private final Checkup checkup;
    private final ChunkDownload downloads;
    private final HttpPort port;
    private final boolean local;

    public Routes(Checkup checkup, ChunkDownload downloads, HttpPort port) {
        this(checkup, downloads, port, port.isLocal());
    }

    /**
     * @param local only this machine reaches the port, so it may have the bytes of chunks
     */
    Routes(Checkup checkup, ChunkDownload downloads, HttpPort port, boolean local) {
        this.checkup = checkup;
        this.downloads = downloads;
        this.port = port;
        this.local = local;
    }

    @Override
    public void serve(Answer answer) throws IOException, RefusedException, InterruptedException {
        String path = answer.path();
        switch (path) {
            case "/status" -> {
                Site.requirePlainGet(answer);
                answer.send(checkup.take().json());
            }
            case "/metrics" -> {
                Site.requirePlainGet(answer);
                var figures = Metrics.of(checkup.take());
                port.tell(figures);
                answer.send(figures);
            }
            default -> {
                if (!path.startsWith(CHUNKS)) {
                    throw new RefusedException(
                            RefusalCode.NOT_FOUND,
                            path,
                            "nothing is served here; there are /status, /metrics and"
                                    + " /chunks/{chunk}");
                }
                Site.requirePlainGet(answer);
                requireLocal(path);
                downloads.send(answer, path.substring(CHUNKS.length()));
            }
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
}
