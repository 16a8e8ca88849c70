package io.penumbra.master.journal;

import io.penumbra.core.id.EntryNumber;

/**
 * A change of what the journal keeps in ZooKeeper.
 *
 * @param upTo the last entry that the archive has: the tail begins after it
 * @param bytes of the entries that leave the tail with it
 * @param catalog what {@code /segments} says from now on
 */
public record Cut(EntryNumber upTo, long bytes, byte[] catalog) {}
