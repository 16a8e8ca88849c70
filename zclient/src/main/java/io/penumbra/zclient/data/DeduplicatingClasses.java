package io.penumbra.zclient.data;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.ClassesQuery;
import io.penumbra.proto.Query;
import io.penumbra.proto.StorageClassInfo;
import io.penumbra.zclient.meta.Caller;
import io.penumbra.zclient.meta.MasterClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The classes in which files are cut into pieces. Believed for a moment, since they rarely change.
 */
final class DeduplicatingClasses {
    private static final Duration BELIEVED = Duration.ofSeconds(2);

    private static final Query QUERY =
            Query.newBuilder().setClasses(ClassesQuery.getDefaultInstance()).build();

    private final MasterClient master;
    private final Caller caller;
    private final Clock clock;

    @GuardedBy("this")
    private Optional<Known> known = Optional.empty();

    /** Those that were so then. */
    private record Known(Set<String> names, long since) {}

    DeduplicatingClasses(MasterClient master, Caller caller, Clock clock) {
        this.master = master;
        this.caller = caller;
        this.clock = clock;
    }

    boolean has(String storageClass) throws IOException, RefusedException, InterruptedException {
        long now = clock.monotonicNanos();
        synchronized (this) {
            if (known.isPresent() && now - known.get().since < BELIEVED.toNanos()) {
                return known.get().names.contains(storageClass);
            }
        }
        var names =
                master.ask(QUERY, caller).getClasses().getClassesList().stream()
                        .filter(StorageClassInfo::getDeduplicate)
                        .map(StorageClassInfo::getName)
                        .collect(Collectors.toUnmodifiableSet());
        synchronized (this) {
            known = Optional.of(new Known(names, now));
        }
        return names.contains(storageClass);
    }
}
