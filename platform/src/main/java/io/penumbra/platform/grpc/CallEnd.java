package io.penumbra.platform.grpc;

import io.penumbra.core.port.CallFailedException.Kind;
import io.penumbra.core.refusal.Refusal;

/** How one direction of a call ended. */
sealed interface CallEnd {
    CallEnd CLOSED_HERE = new Failed(Kind.CLOSED, "closed on this side");

    record Finished() implements CallEnd {}

    record Refused(Refusal refusal) implements CallEnd {}

    record Failed(Kind kind, String why) implements CallEnd {}
}
