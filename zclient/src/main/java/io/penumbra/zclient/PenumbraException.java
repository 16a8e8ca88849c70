package io.penumbra.zclient;

import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;

/** An operation that did not succeed: about what, why, and what would help. */
public final class PenumbraException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public PenumbraException(Refusal refusal) {
        super(refusal.toString());
        this.refusal = refusal;
    }

    PenumbraException(RefusedException cause) {
        super(cause.refusal().toString(), cause);
        refusal = cause.refusal();
    }

    public Refusal refusal() {
        return refusal;
    }

    public RefusalCode code() {
        return refusal.code();
    }

    /** The path, chunk or setting that it is about; may be empty. */
    public String subject() {
        return refusal.subject();
    }

    public String reason() {
        return refusal.reason();
    }
}
