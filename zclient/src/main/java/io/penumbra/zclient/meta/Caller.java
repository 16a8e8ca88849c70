package io.penumbra.zclient.meta;

import io.penumbra.core.id.Principal;
import io.penumbra.core.id.RequestId;
import io.penumbra.proto.Call;

/** On whose behalf something is asked. */
public record Caller(Principal who, RequestId request) {
    /** The running code's request, for {@code who}. */
    public static Caller of(Principal who) {
        return new Caller(who, RequestId.current());
    }

    Call.Builder call() {
        return Call.newBuilder()
                .setUser(who.user().value())
                .addAllGroups(who.groups())
                .setRequestId(request.value());
    }
}
