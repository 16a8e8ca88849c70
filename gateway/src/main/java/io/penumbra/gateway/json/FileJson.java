package io.penumbra.gateway.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.gateway.http.EntityTag;
import io.penumbra.gateway.http.FileUrl;
import io.penumbra.zclient.FileStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory.
 *
 * @param kind "file" or "directory"
 * @param sha256 absent unless the file was written as a whole
 * @param copies the least number of live copies of any part; absent for a directory
 * @param entries absent for a file
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
        @Nullable Integer entries,
        String mode,
        String owner,
        String group,
        String storageClass,
        String url) {
    public static FileJson of(FileStatus file) {
        boolean directory = file.isDirectory();
        return new FileJson(
                file.path(),
                file.kind().name().toLowerCase(Locale.ROOT),
                file.length(),
                file.modified().toString(),
                tagOf(file).toString(),
                file.sha256().orElse(null),
                directory ? null : file.copies(),
                directory ? file.copies() : null,
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
