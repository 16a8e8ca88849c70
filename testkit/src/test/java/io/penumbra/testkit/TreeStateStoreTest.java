package io.penumbra.testkit;

import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.testkit.contract.StateStoreContract;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;

final class TreeStateStoreTest extends StateStoreContract {
    private TreeStateStore store = new TreeStateStore();

    @Override
    protected StateStore thaw(StateFiles files) throws IOException {
        return TreeStateStore.of(files);
    }

    @Override
    protected StateStore open() {
        store = store.reopen();
        return store;
    }
}
