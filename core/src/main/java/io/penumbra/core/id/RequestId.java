package io.penumbra.core.id;

import io.penumbra.core.Invariant;

/** One request of a user, named where it enters; every call and every log line carries it. */
public record RequestId(String value) {
    private static final ScopedValue<RequestId> CURRENT = ScopedValue.newInstance();

    /** What work carries that no user asked for. */
    public static final RequestId NONE = new RequestId("-");

    public RequestId {
        Invariant.check(!value.isEmpty(), "empty request id");
    }

    /** The request that the running code serves. */
    public static RequestId current() {
        return CURRENT.orElse(NONE);
    }

    /** Runs {@code body} on behalf of this request. */
    public <R, X extends Throwable> R serve(ScopedValue.CallableOp<? extends R, X> body) throws X {
        return ScopedValue.where(CURRENT, this).call(body);
    }

    @Override
    public String toString() {
        return value;
    }
}
