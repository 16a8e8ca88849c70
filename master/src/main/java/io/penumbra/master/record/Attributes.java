package io.penumbra.master.record;

import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.id.UserName;

/** Who may do what with a file or directory, and how its bytes are kept. */
public record Attributes(int mode, UserName owner, String group, StorageClassName storageClass) {}
