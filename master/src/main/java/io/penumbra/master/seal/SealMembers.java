package io.penumbra.master.seal;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Method;
import io.penumbra.core.port.Network;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.loop.DecisionLoop;
import io.penumbra.master.placement.Servers;
import io.penumbra.master.seal.SealPlan.Answer;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.EqualizeRequest;
import io.penumbra.proto.MarkSealedRequest;
import io.penumbra.proto.PrepareSealRequest;
import io.penumbra.proto.Sender;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chunkservers as a seal asks them, in the name of one leader. */
final class SealMembers {
    static final Duration PREPARE_MAX = Duration.ofSeconds(2);

    /** A whole chunk may have to be copied. */
    static final Duration EQUALIZE_MAX = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(SealMembers.class);

    private final Network network;
    private final Supplier<Servers> servers;
    private final DecisionLoop loop;
    private final Sender sender;

    SealMembers(Network network, Supplier<Servers> servers, DecisionLoop loop) {
        this.network = network;
        this.servers = servers;
        this.loop = loop;
        this.sender =
                Sender.newBuilder()
                        .setCluster(loop.merged().cluster().value())
                        .setEpoch(loop.epoch().value())
                        .build();
    }

    Answer prepare(SealJob job, ServerId member) {
        var request =
                PrepareSealRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(job.chunk().value())
                        .setVersion(job.version().value())
                        .build();
        return call(member, Wire.PREPARE_SEAL, request, PREPARE_MAX)
                .<Answer>map(reply ->
                        reply.getPresent()
                                ? new Answer.Holds(
                                        reply.getVerifiedLength(),
                                        new ChunkVersion(reply.getHeldVersion()))
                                : new Answer.Absent())
                .orElseGet(() -> new Answer.Silent(servers.get().isLive(member)));
    }

    Optional<ByteString> equalize(SealJob job, SealPlan.Step.Equalize step, ServerId member) {
        var source = servers.get().members(List.of(step.source())).getFirst();
        var request =
                EqualizeRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(job.chunk().value())
                        .setVersion(job.version().value())
                        .setLength(step.length())
                        .setSource(source)
                        .setStorageClass(job.storageClass().value())
                        .build();
        return call(member, Wire.EQUALIZE, request, EQUALIZE_MAX).map(reply -> reply.getDigest());
    }

    boolean mark(SealJob job, long length, ByteString digest, ServerId member) {
        var request =
                MarkSealedRequest.newBuilder()
                        .setSender(sender)
                        .setServer(member.value())
                        .setChunk(job.chunk().value())
                        .setVersion(job.version().value())
                        .setLength(length)
                        .setDigest(digest)
                        .build();
        return call(member, Wire.MARK_SEALED, request, PREPARE_MAX).isPresent();
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
