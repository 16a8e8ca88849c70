package io.penumbra.core.refusal;

/** Carries a {@link Refusal} to the one place of each face that maps it. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.toString(), null, false, false);
        this.refusal = refusal;
    }

    public RefusedException(RefusalCode code, String subject, String reason) {
        this(new Refusal(code, subject, reason));
    }

    public Refusal refusal() {
        return refusal;
    }

    public RefusalCode code() {
        return refusal.code();
    }
}
