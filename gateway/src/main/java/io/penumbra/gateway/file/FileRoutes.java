package io.penumbra.gateway.file;

import static io.penumbra.gateway.route.Parameter.flag;
import static io.penumbra.gateway.route.Parameter.header;
import static io.penumbra.gateway.route.Parameter.number;
import static io.penumbra.gateway.route.Parameter.text;

import io.penumbra.core.port.Clock;
import io.penumbra.gateway.cache.CachedReads;
import io.penumbra.gateway.file.DirectoryListing.ListingJson;
import io.penumbra.gateway.file.FileChanges.CreateJson;
import io.penumbra.gateway.file.FileChanges.RenameJson;
import io.penumbra.gateway.file.FileWrites.AppendedJson;
import io.penumbra.gateway.file.VersionListing.VersionsJson;
import io.penumbra.gateway.json.FileJson;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.ZClient;
import java.util.List;
import java.util.stream.Stream;

/** What can be asked about files. */
public final class FileRoutes {
    private static final String FILE = "/files/{path}";
    private static final Content FILE_JSON = Content.json(FileJson.class);
    private static final Content LISTING = Content.json(ListingJson.class);
    private static final Parameter RANGE =
            header("Range", "One range of bytes: bytes=0-99, bytes=100- or bytes=-5.");
    private static final Parameter IF_RANGE =
            header("If-Range", "The range only if this is the file's ETag, else all of it.");
    private static final Parameter OFFSET = number("offset", 0, Long.MAX_VALUE, "The first byte.");

    private final FileReads reads;
    private final FileWrites writes;
    private final FileChanges changes;
    private final Following following;
    private final VersionListing versions;

    public FileRoutes(ZClient client, TransferMemory memory, CachedReads cached, Clock clock) {
        reads = new FileReads(client, memory, cached);
        writes = new FileWrites(client, memory);
        changes = new FileChanges(client);
        following = new Following(client, memory, clock);
        versions = new VersionListing(client);
    }

    public List<Route> routes() {
        return Stream.of(reading(), writing(), changing()).flatMap(List::stream).toList();
    }

    private static Route.Draft file(Method method, String summary) {
        return Route.of(method, FILE, summary)
                .where("path", "The file's path from the root, percent-encoded.");
    }

    private List<Route> reading() {
        return List.of(
                file(Method.GET, "A file's bytes; of a directory, what is in it.")
                        .takes(AsOf.PARAMETER, DirectoryListing.AFTER, DirectoryListing.LIMIT)
                        .takes(RANGE, IF_RANGE)
                        .takes(Conditions.IF_MATCH, Conditions.IF_NONE_MATCH)
                        .takes(Conditions.IF_MODIFIED_SINCE, Conditions.IF_UNMODIFIED_SINCE)
                        .answers(200, "All of it.", Content.bytes(), LISTING)
                        .answers(206, "The range that was asked for.", Content.bytes())
                        .answers(304, "The client has it, by its ETag or its time.")
                        .by(reads::get),
                file(Method.HEAD, "The headers that GET would have.")
                        .takes(AsOf.PARAMETER)
                        .takes(Conditions.IF_MATCH, Conditions.IF_NONE_MATCH)
                        .takes(Conditions.IF_MODIFIED_SINCE, Conditions.IF_UNMODIFIED_SINCE)
                        .answers(200, "It is there.")
                        .answers(304, "The client has it, by its ETag or its time.")
                        .by(reads::head),
                file(Method.GET, "What is known of a file or directory.")
                        .chosenBy(flag("stat", "Say what is known of it."))
                        .takes(AsOf.PARAMETER)
                        .answers(200, "It is there.", FILE_JSON)
                        .by(reads::stat),
                file(Method.GET, "What is in a directory, in the order of the names.")
                        .chosenBy(flag("list", "Say what is in it; refused if it is a file."))
                        .takes(AsOf.PARAMETER, DirectoryListing.AFTER, DirectoryListing.LIMIT)
                        .answers(200, "The entries, or a page of them.", LISTING)
                        .by(reads::list),
                file(Method.GET, "Which nodes hold a file's bytes.")
                        .chosenBy(flag("locations", "Say where its bytes are."))
                        .takes(AsOf.PARAMETER)
                        .answers(200, "The nodes.", Content.json(LocationsJson.class))
                        .by(reads::locations),
                file(Method.GET, "What this path named and names, the oldest first.")
                        .chosenBy(flag("versions", "Say what history and snapshots hold."))
                        .takes(VersionListing.AFTER, VersionListing.LIMIT)
                        .answers(200, "Its versions.", Content.json(VersionsJson.class))
                        .by(versions::send),
                file(Method.GET, "A growing file as a stream, for as long as the client listens.")
                        .chosenBy(flag("follow", "Go on with what is appended."))
                        .takes(OFFSET)
                        .lasting()
                        .answers(200, "What is there, then what comes.", Content.bytes())
                        .by(following::follow));
    }

    private List<Route> writing() {
        return List.of(
                file(Method.PUT, "The body becomes the file: all of it, at once, or nothing.")
                        .takes(text("class", "Its storage class; else its directory's."))
                        .takes(Conditions.IF_MATCH, Conditions.IF_NONE_MATCH)
                        .reads(Content.bytes())
                        .answers(200, "A file was replaced.", FILE_JSON)
                        .answers(201, "There is a new file.", FILE_JSON)
                        .by(writes::put),
                file(
                                Method.PATCH,
                                "The body goes over what is at an offset, and on behind the end.")
                        .takes(OFFSET.required(), Conditions.IF_MATCH)
                        .reads(Content.bytes())
                        .answers(200, "Done, in one step.", FILE_JSON)
                        .by(writes::patch),
                file(Method.POST, "Adds the body to a file's end; makes the file if there is none.")
                        .chosenBy(flag("append", "Add to its end."))
                        .takes(
                                header(
                                        "Idempotency-Key",
                                        "Up to 255 bytes that name this append: repeated under the"
                                                + " same key it is not done again, and gets the"
                                                + " same answer, from every gateway. A file"
                                                + " remembers its last 64 keys."))
                        .reads(Content.bytes())
                        .answers(200, "Done, in one step.", Content.json(AppendedJson.class))
                        .by(writes::append));
    }

    private List<Route> changing() {
        return List.of(
                Route.of(Method.POST, "/files", "Makes an empty file, with missing directories.")
                        .reads(Content.json(CreateJson.class))
                        .answers(201, "There is a new file.", FILE_JSON)
                        .by(changes::create),
                file(Method.POST, "Makes a directory, with those missing above it.")
                        .chosenBy(flag("directory", "Make a directory."))
                        .answers(201, "It is there, if it was not before.", FILE_JSON)
                        .by(changes::makeDirectory),
                file(Method.POST, "Gives a file or directory another path, in one step.")
                        .chosenBy(text("rename", "The new path."))
                        .takes(flag("replace", "Replace a file that is there."))
                        .takes(Conditions.IF_MATCH)
                        .answers(200, "It has the new path.", FILE_JSON)
                        .by(changes::rename),
                file(Method.POST, "The same, with the new path in the body.")
                        .takes(Conditions.IF_MATCH)
                        .reads(Content.json(RenameJson.class))
                        .answers(200, "It has the new path.", FILE_JSON)
                        .by(changes::renameByBody),
                file(Method.POST, "Gives back what was deleted or replaced under this path.")
                        .chosenBy(flag("undelete", "Give it back."))
                        .takes(
                                text("target", "Under which path; else under the old one."),
                                text("was-there", "With a target: what was here at that time."))
                        .answers(200, "It is back.", FILE_JSON)
                        .by(changes::undelete),
                file(Method.DELETE, "Deletes a file, or an empty directory.")
                        .takes(flag("recursive", "A directory with all that is in it."))
                        .takes(Conditions.IF_MATCH)
                        .answers(204, "It is gone; ?undelete gives it back for a while.")
                        .by(changes::delete));
    }
}
