package io.penumbra.shadow.node;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import java.io.IOException;

/** Where a master keeps its copy of the journal's result. */
public interface StateFolder {
    /** Opens the state that is there, or an empty one. */
    StateStore open() throws IOException;

    /**
     * Makes the state of these files, whole or not at all. The one that is there is closed and
     * empty, and gone afterwards.
     */
    void restore(StateFiles files) throws IOException;

    /** Puts the closed state away under another name; nothing is ever deleted. */
    void setAside() throws IOException;
}
