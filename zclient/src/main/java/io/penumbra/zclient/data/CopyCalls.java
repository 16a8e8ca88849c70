package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CheckReply;
import io.penumbra.proto.CheckRequest;
import io.penumbra.proto.Member;
import io.penumbra.proto.ScrubReply;
import io.penumbra.proto.ScrubRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** What a chunkserver is asked about the copies that it has. */
public final class CopyCalls {
    private static final Duration CHECK_MAX = Duration.ofSeconds(65);
    private static final Duration SHORT_MAX = Duration.ofSeconds(5);
    private static final int DOUBTS_MAX = 64;

    private final Lane.Ways ways;

    /** Copies that are being doubted: nobody needs to hear it twice. */
    @GuardedBy("doubts")
    private final Set<String> doubts = new HashSet<>();

    CopyCalls(Lane.Ways ways) {
        this.ways = ways;
    }

    /** Has the server look at all of the copy; says what it found. */
    CheckReply check(Member member, ChunkId chunk) throws IOException, RefusedException {
        return ways.peers()
                .at(member.getEndpoint())
                .call(
                        Wire.CHECK,
                        CheckRequest.newBuilder()
                                .setCluster(ways.master().cluster().value())
                                .setServer(member.getServer())
                                .setChunk(chunk.value())
                                .build(),
                        CHECK_MAX);
    }

    /** The same, but nobody waits for it: the server does what follows from it by itself. */
    void doubt(Member member, ChunkId chunk) {
        var name = member.getServer() + " " + chunk;
        synchronized (doubts) {
            if (doubts.size() >= DOUBTS_MAX || !doubts.add(name)) {
                return;
            }
        }
        ways.threads()
                .virtual(
                        "doubt " + name,
                        () -> {
                            try {
                                var _ = check(member, chunk);
                            } catch (IOException | RefusedException e) {
                                return; // the next one who reads it meets it again
                            } finally {
                                synchronized (doubts) {
                                    doubts.remove(name);
                                }
                            }
                        });
    }

    public ScrubReply scrub(String server, Address address, boolean start)
            throws IOException, RefusedException {
        return ways.peers()
                .at(address)
                .call(
                        Wire.SCRUB,
                        ScrubRequest.newBuilder()
                                .setCluster(ways.master().cluster().value())
                                .setServer(server)
                                .setStart(start)
                                .build(),
                        SHORT_MAX);
    }
}
