package io.penumbra.chunkserver.store;

/**
 * One run of a chunkserver, as the {@code VERSION} files of its directories tell it afterwards.
 *
 * @param incarnation greater than that of every run before
 * @param nonce drawn anew: two processes never share one
 */
public record ServerRun(long incarnation, long nonce) {}
