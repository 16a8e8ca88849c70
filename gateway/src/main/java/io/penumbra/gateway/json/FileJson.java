package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.gateway.http.EntityTag;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Quota;
import io.penumbra.zclient.TreeTotals;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory.
 *
 * @param kind "file", "directory" or "link"
 * @param sha256 absent unless the file was written as a whole
 * @param copies the least number of live copies of any part; absent for a directory
 * @param sharedBytes of a file in a class that deduplicates, asked about alone: how many of its
 *     bytes something else has in common with it
 * @param entries absent for a file
 * @param totals of a directory: everything below it
 * @param quota of a directory that has one
 * @param target of a link: what it stands for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileJson(
        String path,
        String kind,
        long length,
        String modified,
        String etag,
        @Nullable String sha256,
        @Nullable Integer copies,
        @Nullable Long sharedBytes,
        @Nullable Integer entries,
        @Nullable TreeTotals totals,
        @Nullable Quota quota,
        @Nullable String target,
        String mode,
        String owner,
        String group,
        String storageClass,
        String url) {
    public static FileJson of(FileStatus file) {
        boolean directory = file.isDirectory();
        Integer copies = file.copies().isPresent() ? file.copies().getAsInt() : null;
        return new FileJson(
                file.path(),
                file.kind().name().toLowerCase(Locale.ROOT),
                file.length(),
                file.modified().toString(),
                tagOf(file).toString(),
                file.sha256().orElse(null),
                file.kind() == FileKind.FILE ? copies : null,
                file.sharedBytes().isPresent() ? file.sharedBytes().getAsLong() : null,
                directory ? copies : null,
                file.totals().orElse(null),
                file.quota().orElse(null),
                file.target().orElse(null),
                "%04o".formatted(file.mode()),
                file.owner(),
                file.group(),
                file.storageClass(),
                FileUrl.of(file.path()));
    }

    public static EntityTag tagOf(FileStatus file) {
        return new EntityTag(file.inode(), file.version());
    }
}
