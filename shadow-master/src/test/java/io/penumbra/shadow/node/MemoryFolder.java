package io.penumbra.shadow.node;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A master's states in memory, which outlive its process. */
final class MemoryFolder implements StateFolder {
    private TreeStateStore state = new TreeStateStore();
    private int restored;
    private final List<TreeStateStore> aside = new ArrayList<>();

    @Override
    public StateStore open() {
        state = state.reopen();
        return state;
    }

    @Override
    public void restore(StateFiles files) throws IOException {
        state = TreeStateStore.of(files);
        restored++;
    }

    int restored() {
        return restored;
    }

    @Override
    public void setAside() {
        aside.add(state);
        state = new TreeStateStore();
    }

    TreeStateStore state() {
        return state;
    }

    int statesAside() {
        return aside.size();
    }

    void replaceBy(TreeStateStore other) {
        state = other;
    }
}
