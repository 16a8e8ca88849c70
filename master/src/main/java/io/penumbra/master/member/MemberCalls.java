package io.penumbra.master.member;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.placement.Servers;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.CompactReply;
import io.penumbra.proto.CompactRequest;
import io.penumbra.proto.CompactSource;
import io.penumbra.proto.DiscardRequest;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.JoinReply;
import io.penumbra.proto.JoinRequest;
import io.penumbra.proto.MarkSealedReply;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.PrepareSealReply;
import io.penumbra.proto.PrepareSealRequest;
import io.penumbra.proto.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a leader asks of a chunk's members, in its name. Empty: no answer, or a refusal. */
public final class MemberCalls {
    public static final Duration SHORT_MAX = Duration.ofSeconds(2);

    /** A whole chunk may have to be copied. */
    public static final Duration COPY_MAX = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(MemberCalls.class);

    private final Network network;
    private final Supplier<Servers> servers;
    private final DecisionLoop loop;
    private final Sender sender;

    public MemberCalls(Network network, Supplier<Servers> servers, DecisionLoop loop) {
        this.network = network;
        this.servers = servers;
        this.loop = loop;
        this.sender =
                Sender.newBuilder()
                        .setCluster(loop.merged().cluster().value())
                        .setEpoch(loop.epoch().value())
                        .build();
    }

    /** In whose name members are asked. */
    public Sender sender() {
        return sender;
    }

    public Servers servers() {
        return servers.get();
    }

    /** Takes the version, and says what it holds. */
    public Optional<PrepareSealReply> prepare(Subject subject, ServerId member) {
        var request =
                PrepareSealRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(subject.chunk().value())
                        .setVersion(subject.version().value())
                        .setStorageClass(subject.storageClass().value())
                        .build();
        return call(member, Wire.PREPARE_SEAL, request, SHORT_MAX);
    }

    /** Brings its copy to exactly this length, and says its digest. */
    public Optional<ByteString> equalize(
            Subject subject, long length, ServerId source, ServerId member) {
        return equalize(equalization(subject, length, source, member).build(), member);
    }

    /**
     * Of a sealed chunk: brings its copy to what the journal says, from whichever of the sources
     * has what is missing.
     */
    public Optional<ByteString> restore(
            Subject subject,
            long length,
            ByteString digest,
            List<ServerId> sources,
            ServerId member) {
        var others = servers.get().members(sources.subList(1, sources.size()));
        var request =
                equalization(subject, length, sources.getFirst(), member)
                        .setDigest(digest)
                        .addAllOthers(others)
                        .build();
        return equalize(request, member);
    }

    private EqualizeRequest.Builder equalization(
            Subject subject, long length, ServerId source, ServerId member) {
        return EqualizeRequest.newBuilder()
                .setSender(sender)
                .setServer(member.value())
                .setChunk(subject.chunk().value())
                .setVersion(subject.version().value())
                .setLength(length)
                .setSource(servers.get().members(List.of(source)).getFirst())
                .setStorageClass(subject.storageClass().value());
    }

    private Optional<ByteString> equalize(EqualizeRequest request, ServerId member) {
        return call(member, Wire.EQUALIZE, request, COPY_MAX).map(reply -> reply.getDigest());
    }

    /** Never changes the chunk again. */
    public Optional<MarkSealedReply> mark(
            Subject subject, long length, ByteString digest, ServerId member) {
        var request =
                MarkSealedRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(subject.chunk().value())
                        .setVersion(subject.version().value())
                        .setLength(length)
                        .setDigest(digest)
                        .build();
        return call(member, Wire.MARK_SEALED, request, SHORT_MAX);
    }

    /** Makes a chunk out of parts of others. */
    public Optional<CompactReply> compact(
            Subject made, List<CompactSource> sources, ServerId member) {
        var request =
                CompactRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(made.chunk().value())
                        .setVersion(made.version().value())
                        .setStorageClass(made.storageClass().value())
                        .addAllSources(sources)
                        .build();
        return call(member, Wire.COMPACT, request, COPY_MAX);
    }

    /** Makes a chunk out of many small parts of others. */
    public Optional<JoinReply> join(JoinRequest.Builder request, Subject made, ServerId member) {
        var filled =
                request.clone()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(made.chunk().value())
                        .setVersion(made.version().value())
                        .setStorageClass(made.storageClass().value());
        return call(member, Wire.JOIN, filled.build(), COPY_MAX);
    }

    /** Moves these copies to its trash; says how many there were. */
    public Optional<Integer> discard(List<ChunkId> chunks, ServerId member) {
        var request = DiscardRequest.newBuilder().setSender(sender).setServer(member.value());
        chunks.forEach(chunk -> request.addChunks(chunk.value()));
        return call(member, Wire.DISCARD, request.build(), COPY_MAX)
                .map(reply -> reply.getDiscarded());
    }

    private <Q, R> Optional<R> call(
            ServerId member, Method<Q, R> method, Q request, Duration deadline) {
        var server = servers.get().find(member);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    network.peer(server.get().endpoint()).call(method, request, deadline));
        } catch (IOException e) {
            log.info("{} of {}: {}", method.name(), member, e.toString());
        } catch (RefusedException e) {
            log.warn("{} of {} refused: {}", method.name(), member, e.refusal());
            if (e.code() == RefusalCode.STALE_EPOCH) {
                loop.abdicate(member + " has promised a higher epoch");
            }
        }
        return Optional.empty();
    }
}
