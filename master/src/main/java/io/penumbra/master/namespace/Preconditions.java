package io.penumbra.master.namespace;

import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.Inode;
import io.penumbra.proto.Precondition;
import java.util.Optional;

/** What a client wants to be still so when its change is decided. */
final class Preconditions {
    private Preconditions() {}

    /**
     * @param there what the path names now
     */
    static void require(FilePath path, Precondition precondition, Optional<? extends Inode> there)
            throws RefusedException {
        boolean holds =
                switch (precondition.getKindCase()) {
                    case ABSENT -> !precondition.getAbsent() || there.isEmpty();
                    case VERSION ->
                            there.isPresent()
                                    && there.get().version().value() == precondition.getVersion();
                    case KIND_NOT_SET -> true;
                };
        if (!holds) {
            throw new RefusedException(
                    RefusalCode.PRECONDITION_FAILED,
                    path.toString(),
                    there.map(found -> "what is there has version " + found.version())
                            .orElse("there is no file"));
        }
    }
}
