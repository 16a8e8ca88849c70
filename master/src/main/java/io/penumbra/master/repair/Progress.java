package io.penumbra.master.repair;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.proto.RepairView;
import java.util.Map;
import java.util.TreeSet;

/** How far repair has come, and what is being copied. */
final class Progress {
    private static final long NEVER = -1;

    @GuardedBy("this")
    private final TreeSet<ChunkId> inHand = new TreeSet<>();

    @GuardedBy("this")
    private final Throughput throughput = new Throughput();

    @GuardedBy("this")
    private Look.Missing missing = Look.Missing.NONE;

    @GuardedBy("this")
    private Map<ServerId, Look.Left> left = Map.of();

    @GuardedBy("this")
    private long doneSinceLook;

    @GuardedBy("this")
    private long seenChanges = NEVER;

    /** All chunks were looked at, knowing so many changes of the chunkservers. */
    synchronized void looked(Look.Missing now, Map<ServerId, Look.Left> leftNow, long changes) {
        missing = now;
        left = leftNow;
        seenChanges = changes;
        doneSinceLook = 0;
    }

    /** What was found is not all any more. */
    synchronized void outdated() {
        seenChanges = NEVER;
    }

    synchronized boolean hasSeen(long changes) {
        return seenChanges == changes;
    }

    synchronized void begin(ChunkId chunk) {
        inHand.add(chunk);
    }

    synchronized void copied(long bytes, long beganNanos, long nowNanos) {
        doneSinceLook += bytes;
        throughput.add(bytes, beganNanos, nowNanos);
    }

    synchronized void end(ChunkId chunk) {
        inHand.remove(chunk);
    }

    synchronized int running() {
        return inHand.size();
    }

    /** What is still counted on at a chunkserver that does not just serve. */
    synchronized Look.Left left(ServerId server) {
        return left.getOrDefault(server, Look.Left.NOTHING);
    }

    /**
     * @param complete nothing has changed since all chunks were looked at
     */
    synchronized RepairView view(boolean complete, long nowNanos) {
        return RepairView.newBuilder()
                .setLacking(missing.lacking())
                .setLastCopies(missing.lastCopies())
                .setUnreachable(missing.unreachable())
                .setBytesLeft(Math.max(0, missing.bytes() - doneSinceLook))
                .setBytesDone(throughput.total())
                .setBytesPerSecond(throughput.perSecond(nowNanos))
                .setRunning(inHand.size())
                .setComplete(complete)
                .setDamaged(missing.damaged())
                .setLastChances(missing.lastChances())
                .setUntold(missing.untold())
                .build();
    }
}
