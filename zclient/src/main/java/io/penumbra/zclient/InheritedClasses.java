package io.penumbra.zclient;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ClassFor;
import io.penumbra.proto.Query;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * The storage class that files of a directory inherit: their bytes are written before the master
 * hears of them. Believed for a moment, so that not each of many small files asks; what this client
 * changes itself it sees at once.
 */
final class InheritedClasses {
    private static final Duration BELIEVED = Duration.ofSeconds(2);
    private static final int KEPT_MAX = 1_024;

    private final MasterClient master;
    private final Clock clock;

    @GuardedBy("this")
    private final LinkedHashMap<String, Known> byDirectory = new LinkedHashMap<>();

    private record Known(String storageClass, long since) {}

    InheritedClasses(MasterClient master, Clock clock) {
        this.master = master;
        this.clock = clock;
    }

    /** The class that a new file of this path inherits. */
    String of(String path, Caller caller)
            throws IOException, RefusedException, InterruptedException {
        var directory = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        long now = clock.monotonicNanos();
        synchronized (this) {
            var known = byDirectory.get(directory);
            if (known != null && now - known.since < BELIEVED.toNanos()) {
                return known.storageClass;
            }
        }
        var query = Query.newBuilder().setClassFor(ClassFor.newBuilder().setPath(path)).build();
        var found = master.ask(query, caller).getClassName().getName();
        synchronized (this) {
            byDirectory.remove(directory);
            byDirectory.put(directory, new Known(found, now));
            if (byDirectory.size() > KEPT_MAX) {
                byDirectory.pollFirstEntry();
            }
        }
        return found;
    }

    synchronized void forget() {
        byDirectory.clear();
    }
}
