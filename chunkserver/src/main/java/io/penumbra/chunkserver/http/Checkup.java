package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.replica.ServerContext;
import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.proto.Hello;
import java.util.List;
import java.util.stream.Collectors;

/** Finds out how this chunkserver is; a disk that hangs does not keep it from saying so. */
public final class Checkup {
    private final ServerContext context;
    private final Hello hello;

    public Checkup(ServerContext context, Hello hello) {
        this.context = context;
        this.hello = hello;
    }

    Vitals take() {
        var store = context.store();
        var directories = store.directories();
        return new Vitals(
                hello.getServer(),
                hello.getCluster(),
                hello.getEndpoint().getHost() + ":" + hello.getEndpoint().getPort(),
                hello.getHost(),
                hello.getRack(),
                hello.getPid(),
                health(directories),
                store.space().capacityBytes(),
                store.space().freeBytes(),
                store.heldBytes(),
                store.count(),
                store.damaged().size(),
                store.openStreams(),
                store.openFiles(),
                store.unwrittenBytes(),
                store.waitingCalls(),
                store.traffic().readBytes(),
                store.traffic().writtenBytes(),
                store.shelves().stream().mapToLong(shelf -> shelf.items().size()).sum(),
                store.tailIndex().value(),
                store.promise().highest().value(),
                store.probeAge().toMillis() / 1e3,
                directories);
    }

    static String health(List<DirectoryVitals> directories) {
        var wrong =
                directories.stream()
                        .filter(directory -> !directory.wrong().isEmpty())
                        .map(directory -> directory.place() + ": " + directory.wrong())
                        .collect(Collectors.joining("; "));
        return wrong.isEmpty() ? Vitals.HEALTHY : wrong;
    }
}
