package io.penumbra.master.repair;

import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A copy that is to be elsewhere. */
record Move(ChunkId chunk, ServerId from, ServerId to) {
    /** The members afterwards. */
    List<ServerId> after(List<ServerId> members) {
        var after = new ArrayList<>(members);
        Collections.replaceAll(after, from, to);
        return List.copyOf(after);
    }
}
