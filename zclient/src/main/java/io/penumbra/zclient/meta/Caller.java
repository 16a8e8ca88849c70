package io.penumbra.zclient.meta;

import io.penumbra.core.id.RequestId;
import io.penumbra.core.id.UserName;
import io.penumbra.proto.Call;

/** On whose behalf something is asked. */
public record Caller(UserName user, RequestId request) {
    /** The running code's request, for {@code user}. */
    public static Caller of(UserName user) {
        return new Caller(user, RequestId.current());
    }

    Call.Builder call() {
        return Call.newBuilder().setUser(user.value()).setRequestId(request.value());
    }
}
