package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.state.PlaceHistory;
import io.penumbra.proto.VersionEnd;
import io.penumbra.proto.VersionInfo;
import io.penumbra.proto.VersionList;
import io.penumbra.proto.VersionsQuery;

/** What a path named, as far as that can still be read. */
public final class FileVersions {
    private FileVersions() {}

    /** The directory is the one that the path leads to now; what is in it may be gone. */
    public static VersionList list(StateReader state, Access access, VersionsQuery query)
            throws RefusedException {
        var path = FilePath.parse(query.getPath());
        var spot = Walk.spot(state, access, path, Walk.Links.FOLLOWED);
        int asked = query.getLimit();
        int limit = asked > 0 && asked < Limits.PAGE_ENTRIES_MAX ? asked : Limits.PAGE_ENTRIES_MAX;
        long after = Math.max(0, query.getAfter());
        var page = PlaceHistory.of(state, spot.place(), after, limit);
        if (page.versions().isEmpty() && page.next().isEmpty() && after == 0) {
            throw spot.occupant().isPresent() ? NewEntry.isDirectory(path) : spot.absent();
        }
        var list = VersionList.newBuilder();
        page.versions().forEach(version -> list.addVersions(info(path, version)));
        page.next().ifPresent(list::setNext);
        return list.build();
    }

    private static VersionInfo info(FilePath path, PlaceHistory.Version version) {
        var info =
                VersionInfo.newBuilder()
                        .setFile(FileInfos.ofFile(path.toString(), version.inode(), version.file()))
                        .setSinceMillis(version.since().toEpochMilli())
                        .setEnd(end(version.end()))
                        .setIndex(version.seenAt().value());
        version.until().ifPresent(until -> info.setUntilMillis(until.toEpochMilli()));
        return info.build();
    }

    private static VersionEnd end(PlaceHistory.End end) {
        return switch (end) {
            case CURRENT -> VersionEnd.CURRENT;
            case EDITED -> VersionEnd.EDITED;
            case REPLACED -> VersionEnd.REPLACED;
            case REMOVED -> VersionEnd.REMOVED;
        };
    }
}
