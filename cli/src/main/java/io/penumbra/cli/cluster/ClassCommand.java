package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.Sizes;
import io.penumbra.cli.Table;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.ClassJson;
import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.StorageClass;
import io.penumbra.zclient.StorageClass.Durability;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "class",
        description = "Shows storage classes, creates or changes one, or gives one to a directory.",
        footer = {
            "",
            "Examples:",
            "  pfs class                                     all classes",
            "  pfs class scratch --replicas 2 --durability replicated",
            "  pfs class scratch --for /tmp                  files made there inherit it",
            "  pfs class hot --replicas 3 --medium ssd       on such disks, where there are any",
            "  pfs class images --replicas 3 --deduplicate   what is stored is not sent again"
        })
public final class ClassCommand extends ClusterCommand {
    private static final int REPLICAS = 3;
    private static final String ANY = "any";

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "All classes unless given.")
    private @Nullable String name;

    @Option(names = "--replicas", paramLabel = "N", description = "Copies of each byte.")
    private @Nullable Integer replicas;

    @Option(
            names = "--min-copies",
            paramLabel = "N",
            description = "What is enough while fewer chunkservers live.")
    private @Nullable Integer minCopies;

    @Option(
            names = "--durability",
            paramLabel = "KIND",
            description = "When a write is acknowledged: ${COMPLETION-CANDIDATES}.")
    private @Nullable Durability durability;

    @Option(names = "--chunk-bytes", paramLabel = "SIZE", description = "Such as 64MiB.")
    private @Nullable String chunkBytes;

    @Option(
            names = "--deduplicate",
            negatable = true,
            description = {
                "Whether pieces of files that are stored in the class already are not sent again.",
                "Who can name a piece's SHA-256 can read it: share a class with those you trust."
            })
    private @Nullable Boolean deduplicate;

    @Option(
            names = "--medium",
            paramLabel = "NAME",
            description = {
                "What its files are put on where a chunkserver has such a disk with room, as",
                "chunkserver.data names it: ssd, say, or disk. 'any' ends that."
            })
    private @Nullable String medium;

    @Option(names = "--json", description = "Shows classes as JSON.")
    private boolean json;

    @Option(
            names = "--for",
            paramLabel = "PATH",
            description = "Directories whose new files, or files which, get it.")
    private List<String> paths = List.of();

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var wanted = name;
        if (wanted == null) {
            show(client.storageClasses());
            return;
        }
        boolean defines =
                Stream.of(replicas, minCopies, durability, chunkBytes, deduplicate, medium)
                        .anyMatch(o -> o != null);
        var known = client.storageClasses().stream().filter(c -> c.name().equals(wanted)).findAny();
        if (defines) {
            client.define(changed(wanted, known));
        }
        for (var path : paths) {
            client.set(FileUrl.absolute(path), AttributeChange.NONE.withStorageClass(wanted));
        }
        if (!defines && paths.isEmpty()) {
            show(List.of(known.orElseThrow(() -> unknown(wanted))));
        }
    }

    private StorageClass changed(String of, Optional<StorageClass> known) {
        int copies =
                replicas != null ? replicas : known.map(StorageClass::replicas).orElse(REPLICAS);
        var next = StorageClass.of(of, copies);
        if (known.isPresent()) {
            next =
                    next.with(known.get().durability())
                            .withChunkBytes(known.get().chunkBytes())
                            .withMinCopies(Math.min(copies, known.get().minCopies()))
                            .deduplicating(known.get().deduplicates())
                            .withMedium(known.get().medium());
        }
        next = minCopies != null ? next.withMinCopies(minCopies) : next;
        next = durability != null ? next.with(durability) : next;
        next = deduplicate != null ? next.deduplicating(deduplicate) : next;
        next = medium != null ? next.withMedium(medium.equals(ANY) ? "" : medium) : next;
        return chunkBytes != null ? next.withChunkBytes(Sizes.parse(chunkBytes)) : next;
    }

    private static RefusedException unknown(String of) {
        return new RefusedException(
                RefusalCode.NOT_FOUND,
                of,
                "there is no storage class of this name; --replicas N creates it");
    }

    private void show(List<StorageClass> classes) {
        if (json) {
            printJson(classes.stream().map(ClassJson::of).toList());
            return;
        }
        var table = new Table(1, 2, 4);
        table.row(
                "CLASS", "REPLICAS", "MIN-COPIES", "DURABILITY", "CHUNK", "MEDIUM", "DEDUPLICATED");
        classes.forEach(c ->
                table.row(
                        c.name(),
                        c.replicas(),
                        c.minCopies(),
                        c.durability().name().toLowerCase(Locale.ROOT),
                        Sizes.text(c.chunkBytes()),
                        c.medium().isEmpty() ? ANY : c.medium(),
                        deduplicated(c)));
        table.print(out());
    }

    private static String deduplicated(StorageClass shown) {
        var pieces = shown.pieces();
        if (pieces.count() == 0) {
            return shown.deduplicates() ? "yes" : "no";
        }
        return "%s, %s in %,d pieces, %s saved"
                .formatted(
                        shown.deduplicates() ? "yes" : "no more",
                        Sizes.text(pieces.bytes()),
                        pieces.count(),
                        Sizes.text(pieces.savedBytes()));
    }
}
