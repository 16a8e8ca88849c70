package io.penumbra.cli.file;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.core.Limits;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.FileTree;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.Page;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "find",
        description = {
            "Shows what is below directories and fits all that is asked for.",
            "",
            "Numbers mean exactly so much, +N more, -N less."
        },
        footer = {
            "",
            "Examples:",
            "  pfs find /docs                          everything",
            "  pfs find / -name '*.log' -size +10M",
            "  pfs find /src -type f -newer /src/stamp",
            "  pfs find /tmp -type f -mmin +60 -print0 | xargs -0 pfs rm",
            "  pfs find / -type f --json | jq -r .sha256"
        })
public final class FindCommand extends ClusterCommand {
    @Mixin private AsOfOption asOf = new AsOfOption();

    @Option(
            names = {"-name", "--name"},
            paramLabel = "PATTERN",
            description = "The name fits: * is anything, ? one character, [a-z] one of these.")
    private @Nullable String name;

    @Option(
            names = {"-iname", "--iname"},
            paramLabel = "PATTERN",
            description = "The same for small and capital letters.")
    private @Nullable String anyCaseName;

    @Option(
            names = {"-type", "--type"},
            paramLabel = "TYPE",
            description = "f: file, d: directory, l: link.")
    private @Nullable String type;

    @Option(
            names = {"-size", "--size"},
            paramLabel = "N",
            description =
                    "In c (bytes), k, M or G, rounded up; blocks of 512 bytes without a letter.")
    private @Nullable String size;

    @Option(
            names = {"-newer", "--newer"},
            paramLabel = "PATH",
            description = "Changed after that file of the cluster.")
    private @Nullable String newer;

    @Option(
            names = {"-mmin", "--mmin"},
            paramLabel = "N",
            description = "Changed so many minutes ago.")
    private @Nullable String minutes;

    @Option(
            names = {"-mtime", "--mtime"},
            paramLabel = "N",
            description = "Changed so many days ago.")
    private @Nullable String days;

    @Option(
            names = {"-maxdepth", "--maxdepth"},
            paramLabel = "N",
            description = "Not deeper than so many names below the directory.")
    private int depthMax = Integer.MAX_VALUE;

    @Option(
            names = {"-print0", "--print0"},
            description = "A zero byte behind each path instead of a new line.")
    private boolean zeroBytes;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "The root unless given.")
    private List<String> paths = List.of("/");

    @Override
    protected void run(ZClient client) throws IOException, RefusedException {
        var files = asOf.of(client);
        var wanted = wanted(files);
        each(
                paths,
                path -> {
                    var start = files.stat(FileUrl.absolute(path), Links.KEEP);
                    show(start, wanted);
                    if (start.isDirectory()) {
                        below(files, start.path(), 1, wanted);
                    }
                });
    }

    private Predicate<FileStatus> wanted(FileTree files) throws IOException, RefusedException {
        var tests = new FindTests(Instant.now());
        if (name != null) {
            tests.name(name, false);
        }
        if (anyCaseName != null) {
            tests.name(anyCaseName, true);
        }
        if (type != null) {
            tests.type(type);
        }
        if (size != null) {
            tests.size(size);
        }
        if (newer != null) {
            tests.newerThan(files.stat(FileUrl.absolute(newer)).modified());
        }
        if (minutes != null) {
            tests.minutes(minutes);
        }
        if (days != null) {
            tests.days(days);
        }
        return tests.all();
    }

    private void below(FileTree files, String directory, int depth, Predicate<FileStatus> wanted)
            throws IOException {
        if (depth > depthMax) {
            return;
        }
        for (var after = Optional.of(""); after.isPresent(); ) {
            var page = list(files, directory, after.get());
            if (page.isEmpty()) {
                return;
            }
            for (var entry : page.get().entries()) {
                show(entry, wanted);
                if (entry.isDirectory()) {
                    below(files, entry.path(), depth + 1, wanted);
                }
            }
            after = page.get().next();
        }
    }

    /** Empty if it is deleted while others are looked at. */
    private static Optional<Page> list(FileTree files, String directory, String after)
            throws IOException {
        try {
            return Optional.of(files.list(directory, after, Limits.PAGE_ENTRIES_MAX));
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void show(FileStatus file, Predicate<FileStatus> wanted) {
        if (!wanted.test(file)) {
            return;
        }
        if (json) {
            out().println(Json.text(FileJson.of(file)));
        } else if (zeroBytes) {
            out().print(file.path() + '\0');
        } else {
            out().println(file.path());
        }
    }
}
