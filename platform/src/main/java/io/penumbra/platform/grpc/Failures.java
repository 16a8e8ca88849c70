package io.penumbra.platform.grpc;

import com.google.common.base.Throwables;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Refused;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Objects;

/** The one mapping between our failures and gRPC's. */
final class Failures {
    private Failures() {}

    static Status statusOf(Refusal refusal) {
        var status =
                switch (refusal.code().retry()) {
                    case NEVER -> Status.FAILED_PRECONDITION;
                    case LATER -> Status.RESOURCE_EXHAUSTED;
                    case ELSEWHERE -> Status.ABORTED;
                };
        return status.withDescription(refusal.code().name());
    }

    static Metadata trailersOf(Refusal refusal) {
        var trailers = new Metadata();
        trailers.put(
                Headers.REFUSED,
                Refused.newBuilder()
                        .setCode(refusal.code().number())
                        .setSubject(refusal.subject())
                        .setReason(refusal.reason())
                        .build()
                        .toByteArray());
        return trailers;
    }

    /** How a call ended that the other side or the network ended. */
    static CallEnd endOf(Status status, Metadata trailers) {
        var refused = trailers.get(Headers.REFUSED);
        if (refused != null) {
            return refusalIn(refused);
        }
        if (status.isOk()) {
            return new CallEnd.Finished();
        }
        return new CallEnd.Failed(kindOf(status), describe(status));
    }

    private static CallEnd refusalIn(byte[] trailer) {
        try {
            var refused = Refused.parseFrom(trailer);
            return new CallEnd.Refused(
                    new Refusal(
                            RefusalCode.ofNumber(refused.getCode()),
                            refused.getSubject(),
                            refused.getReason()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return new CallEnd.Failed(Kind.BROKEN, "a refusal that this version cannot read: " + e);
        }
    }

    private static Kind kindOf(Status status) {
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> Kind.DEADLINE;
            case UNAVAILABLE -> refusedToConnect(status) ? Kind.REFUSED : Kind.BROKEN;
            default -> Kind.BROKEN;
        };
    }

    private static boolean refusedToConnect(Status status) {
        var cause = status.getCause();
        return cause != null
                && Throwables.getCausalChain(cause).stream().anyMatch(Failures::isRefusal);
    }

    /** A connect that timed out is a ConnectException, too. */
    private static boolean isRefusal(Throwable link) {
        return link instanceof ConnectException
                && Objects.requireNonNullElse(link.getMessage(), "").contains("refused");
    }

    private static String describe(Status status) {
        var cause = status.getCause();
        var text = Objects.requireNonNullElse(status.getDescription(), status.getCode().name());
        return cause == null ? text : text + " (" + Throwables.getRootCause(cause) + ")";
    }

    /** Throws what {@code end} stands for; a finished call cannot take more. */
    static void throwUnlessFinished(CallEnd end) throws IOException, RefusedException {
        switch (end) {
            case CallEnd.Finished() -> {}
            case CallEnd.Refused(var refusal) -> throw refusal.asException();
            case CallEnd.Failed(var kind, var why) -> throw new CallFailedException(kind, why);
        }
    }

    static CallFailedException cannotSend(CallEnd end) {
        return switch (end) {
            case CallEnd.Finished() ->
                    new CallFailedException(Kind.BROKEN, "the other side has finished");
            case CallEnd.Refused(var refusal) ->
                    new CallFailedException(Kind.BROKEN, "refused: " + refusal);
            case CallEnd.Failed(var kind, var why) -> new CallFailedException(kind, why);
        };
    }
}
