package io.penumbra.testkit;

import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.contract.StateStoreContract;
import io.penumbra.testkit.state.TreeStateStore;

final class TreeStateStoreTest extends StateStoreContract {
    private TreeStateStore store = new TreeStateStore();

    @Override
    protected StateStore open() {
        store = store.reopen();
        return store;
    }
}
