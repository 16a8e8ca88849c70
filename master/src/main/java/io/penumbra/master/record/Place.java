package io.penumbra.master.record;

import io.penumbra.core.id.InodeId;

/** A name in a directory. */
public record Place(InodeId directory, String name) {}
