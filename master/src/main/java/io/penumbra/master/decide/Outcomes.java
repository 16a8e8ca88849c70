package io.penumbra.master.decide;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.proto.Done;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.Refused;

/** Outcomes as the wire words them. */
public final class Outcomes {
    public static final Outcome DONE =
            Outcome.newBuilder().setDone(Done.getDefaultInstance()).build();

    private Outcomes() {}

    public static Outcome refused(Refusal refusal) {
        return Outcome.newBuilder()
                .setRefused(
                        Refused.newBuilder()
                                .setCode(refusal.code().number())
                                .setSubject(refusal.subject())
                                .setReason(refusal.reason()))
                .build();
    }

    public static Outcome file(FileInfo file) {
        return Outcome.newBuilder().setFile(file).build();
    }
}
