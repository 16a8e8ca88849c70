package io.penumbra.core.refusal;

/**
 * A request that cannot be granted, in words for the person who asked.
 *
 * @param subject the thing it is about: a path, a chunk, a setting
 * @param reason what is wrong with it, and what would help
 */
public record Refusal(RefusalCode code, String subject, String reason) {
    public RefusedException asException() {
        return new RefusedException(this);
    }

    @Override
    public String toString() {
        return subject.isEmpty() ? reason : subject + ": " + reason;
    }
}
