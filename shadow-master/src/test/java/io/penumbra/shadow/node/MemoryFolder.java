package io.penumbra.shadow.node;

import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.state.TreeStateStore;
import java.util.ArrayList;
import java.util.List;

/** A master's states in memory, which outlive its process. */
final class MemoryFolder implements StateFolder {
    private TreeStateStore state = new TreeStateStore();
    private final List<TreeStateStore> aside = new ArrayList<>();

    @Override
    public StateStore open() {
        state = state.reopen();
        return state;
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
