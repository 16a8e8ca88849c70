package io.penumbra.zclient;

/**
 * Everything below a directory, whatever its depth.
 *
 * @param files and links
 * @param bytes of all files, however many copies are kept
 */
public record TreeTotals(long files, long directories, long bytes) {}
