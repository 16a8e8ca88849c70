package io.penumbra.master.archive;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** Where the masters of clusters keep what leaves the journal. */
@FunctionalInterface
public interface Archives {
    Archive open(ClusterId cluster, Writer writer);

    /**
     * In whose name something is written or deleted.
     *
     * @param copiesMin how many an item must have before it counts as stored
     * @param leaving chunkservers on which nobody should count any more
     * @param goesOn false when there is nobody any more to write for
     */
    record Writer(
            Epoch epoch,
            IntSupplier copiesMin,
            Supplier<Set<ServerId>> leaving,
            BooleanSupplier goesOn) {
        /** Only reads: no chunkserver takes anything of epoch 0. */
        public static final Writer NOBODY = new Writer(new Epoch(0), () -> 1, Set::of, () -> true);
    }
}
