package io.penumbra.zclient.data;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.InodeId;

/** An id for a new file, granted to a session. */
record GrantedInode(ClientId holder, InodeId inode) {}
