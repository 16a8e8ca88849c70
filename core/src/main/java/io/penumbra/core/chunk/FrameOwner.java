package io.penumbra.core.chunk;

/**
 * Whose bytes a frame holds: an inode and the offset in that file, or for an append a stream and
 * the offset in that stream.
 */
public record FrameOwner(long id, long offset) {}
