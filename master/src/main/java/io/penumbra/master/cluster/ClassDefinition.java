package io.penumbra.master.cluster;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.namespace.Access;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.record.StorageClass.Durability;
import io.penumbra.master.state.SettingTable;
import io.penumbra.proto.DefineClass;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.StorageClassInfo;
import java.util.Optional;
import java.util.regex.Pattern;

/** A storage class is created, or what is granted in it from now on is changed. */
public final class ClassDefinition {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    private static final int REPLICAS_MAX = 16;
    private static final long CHUNK_BYTES_MIN = 1 << 20;

    /** Half of a chunk is in use at the worst: a piece begins where it has room. */
    private static final long DEDUPLICATED_CHUNK_BYTES_MIN = 2L * Limits.PIECE_BYTES_MAX;

    private ClassDefinition() {}

    public static Outcome decide(Draft draft, DefineClass command) throws RefusedException {
        var info = command.getStorageClass();
        Access.of(draft.state(), draft.principal())
                .requireSuperuser("storage class " + info.getName());
        var defined = storageClass(info);
        var before = SettingTable.findClass(draft.state(), defined.name());
        if (!before.equals(Optional.of(defined))) {
            draft.add(new ClassDefined(defined));
            draft.note(
                    Level.INFO,
                    "class " + defined.name(),
                    "%s by %s: %d replicas, at least %d, %s, chunks of %,d bytes%s%s"
                            .formatted(
                                    before.isPresent() ? "changed" : "created",
                                    draft.user(),
                                    defined.replicas(),
                                    defined.minCopies(),
                                    defined.durability().wireName(),
                                    defined.chunkBytes(),
                                    defined.deduplicates() ? ", deduplicated" : "",
                                    defined.medium().isAny() ? "" : ", on " + defined.medium()));
        }
        return Outcomes.DONE;
    }

    private static StorageClass storageClass(StorageClassInfo info) throws RefusedException {
        var name = info.getName();
        require(
                NAME.matcher(name).matches() && name.length() <= Limits.CLASS_NAME_BYTES_MAX,
                name,
                "a class is named by 1 to %d of a-z, 0-9, '.', '_' and '-'"
                        .formatted(Limits.CLASS_NAME_BYTES_MAX));
        int replicas = info.getReplicas();
        require(
                replicas >= 1 && replicas <= REPLICAS_MAX,
                name,
                "1 to " + REPLICAS_MAX + " replicas are kept");
        require(
                info.getMinCopies() >= 1 && info.getMinCopies() <= replicas,
                name,
                "the least number of copies is 1 to the number of replicas");
        require(
                info.getChunkBytes() >= CHUNK_BYTES_MIN
                        && info.getChunkBytes() <= ChunkFormat.CHUNK_BYTES,
                name,
                "a chunk has %,d to %,d bytes".formatted(CHUNK_BYTES_MIN, ChunkFormat.CHUNK_BYTES));
        require(
                Medium.isName(info.getMedium()),
                name,
                "a medium is named by up to 16 of a-z, 0-9 and '-', as in chunkserver.data");
        require(
                !info.getDeduplicate() || info.getChunkBytes() >= DEDUPLICATED_CHUNK_BYTES_MIN,
                name,
                "of a class that deduplicates a chunk has at least %,d bytes: a piece stands in one"
                        .formatted(DEDUPLICATED_CHUNK_BYTES_MIN));
        return new StorageClass(
                new StorageClassName(name),
                replicas,
                info.getMinCopies(),
                durability(name, info.getDurability()),
                info.getChunkBytes(),
                info.getDeduplicate(),
                new Medium(info.getMedium()));
    }

    private static Durability durability(String name, String word) throws RefusedException {
        for (var durability : Durability.values()) {
            if (durability.wireName().equals(word)) {
                return durability;
            }
        }
        throw new RefusedException(
                RefusalCode.INVALID_ARGUMENT,
                name,
                "durability is 'fsync' or 'replicated', not '%s'".formatted(word));
    }

    private static void require(boolean rule, String name, String words) throws RefusedException {
        if (!rule) {
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, name, words);
        }
    }
}
