package io.penumbra.gateway.cache;

/**
 * A piece as it was written.
 *
 * @param sums the CRC32C of each block
 */
record StoredPiece(int length, int[] sums) {}
