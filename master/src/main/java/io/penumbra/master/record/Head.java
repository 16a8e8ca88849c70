package io.penumbra.master.record;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.proto.HeadMessage;
import io.penumbra.proto.LeaderMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands in {@code /head}: the only authority on who leads and how long the journal is.
 *
 * @param founder who ran {@code pfs init}: the superuser
 * @param leader empty until the first one
 */
public record Head(
        ClusterId cluster,
        UserName founder,
        Epoch epoch,
        Optional<Leader> leader,
        Tip tip,
        Tail tail) {
    /**
     * Who leads.
     *
     * @param nonce random for each attempt to lead, so that a leader knows its own writes
     */
    public record Leader(long nonce, Address endpoint) {}

    /** The end of the journal. */
    public record Tip(EntryNumber entry, JournalIndex index, ChainSum chain) {
        public static final Tip START =
                new Tip(new EntryNumber(0), new JournalIndex(0), ChainSum.START);

        /** The end after one more batch. */
        public Tip then(Batch batch, byte[] encoded) {
            return new Tip(batch.entry(), batch.lastIndex(), chain.then(encoded));
        }
    }

    /**
     * What of the journal stands in ZooKeeper.
     *
     * @param time of the last batch: journal time never goes back
     * @param bytes of the entries after {@code cut}
     * @param cut the last entry that is in a segment
     * @param revision how often the catalog of segments was written
     */
    public record Tail(Instant time, long bytes, EntryNumber cut, long revision) {
        public static final Tail START = new Tail(Instant.EPOCH, 0, new EntryNumber(0), 0);
    }

    /** The head that {@code pfs init} creates. */
    public static Head founded(ClusterId cluster, UserName founder) {
        return new Head(cluster, founder, new Epoch(0), Optional.empty(), Tip.START, Tail.START);
    }

    /** The head that commits one more batch. */
    public Head then(Batch batch, byte[] encoded) {
        var longer =
                new Tail(batch.time(), tail.bytes() + encoded.length, tail.cut(), tail.revision());
        return new Head(cluster, founder, epoch, leader, tip.then(batch, encoded), longer);
    }

    /**
     * The head that goes with a new catalog.
     *
     * @param bytes of the entries that were in the tail and are not after {@code upTo}
     */
    public Head cut(EntryNumber upTo, long bytes) {
        var shorter = new Tail(tail.time(), tail.bytes() - bytes, upTo, tail.revision() + 1);
        return new Head(cluster, founder, epoch, leader, tip, shorter);
    }

    /** The head by which a new leader takes its place. */
    public Head takenBy(Leader next) {
        return new Head(cluster, founder, epoch.next(), Optional.of(next), tip, tail);
    }

    public byte[] encode() {
        var message =
                HeadMessage.newBuilder()
                        .setFormat(RecordCodec.FORMAT)
                        .setCluster(cluster.value())
                        .setFounder(founder.value())
                        .setEpoch(epoch.value())
                        .setLastEntry(tip.entry().value())
                        .setLastIndex(tip.index().value())
                        .setChain(ByteString.copyFrom(tip.chain().bytes()))
                        .setLastTimeMillis(tail.time().toEpochMilli())
                        .setTailBytes(tail.bytes())
                        .setCutEntry(tail.cut().value())
                        .setCatalogRevision(tail.revision());
        leader.ifPresent(l ->
                message.setLeader(
                        LeaderMessage.newBuilder()
                                .setNonce(l.nonce())
                                .setEndpoint(RecordCodec.endpoint(l.endpoint()))));
        return message.build().toByteArray();
    }

    public static Head decode(byte[] bytes) throws IOException {
        var message = HeadMessage.parseFrom(bytes);
        if (message.getFormat() != RecordCodec.FORMAT) {
            throw new NewerFormatException("/head has format " + message.getFormat());
        }
        Optional<Leader> leader =
                message.hasLeader()
                        ? Optional.of(
                                new Leader(
                                        message.getLeader().getNonce(),
                                        RecordCodec.address(message.getLeader().getEndpoint())))
                        : Optional.empty();
        return new Head(
                new ClusterId(message.getCluster()),
                new UserName(message.getFounder()),
                new Epoch(message.getEpoch()),
                leader,
                new Tip(
                        new EntryNumber(message.getLastEntry()),
                        new JournalIndex(message.getLastIndex()),
                        ChainSum.of(message.getChain().toByteArray())),
                new Tail(
                        Instant.ofEpochMilli(message.getLastTimeMillis()),
                        message.getTailBytes(),
                        new EntryNumber(message.getCutEntry()),
                        message.getCatalogRevision()));
    }
}
