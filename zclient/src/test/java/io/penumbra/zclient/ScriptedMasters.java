package io.penumbra.zclient;

import com.google.protobuf.ByteString;
import io.penumbra.core.Invariant;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Network.Stream;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.Answer;
import io.penumbra.proto.Call;
import io.penumbra.proto.CallBatch;
import io.penumbra.proto.ChunkGrant;
import io.penumbra.proto.ChunkLocation;
import io.penumbra.proto.ClassList;
import io.penumbra.proto.ClassName;
import io.penumbra.proto.Command;
import io.penumbra.proto.Commit;
import io.penumbra.proto.Done;
import io.penumbra.proto.Edit;
import io.penumbra.proto.Edited;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ExtentMessage;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.FindPieces;
import io.penumbra.proto.Grant;
import io.penumbra.proto.Granted;
import io.penumbra.proto.Layout;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.Member;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.PieceList;
import io.penumbra.proto.Query;
import io.penumbra.proto.Reads;
import io.penumbra.proto.Refused;
import io.penumbra.proto.Release;
import io.penumbra.proto.Renewed;
import io.penumbra.proto.Reply;
import io.penumbra.proto.ReplyBatch;
import io.penumbra.proto.SessionOpened;
import io.penumbra.proto.StorageClassInfo;
import io.penumbra.proto.UploadExtents;
import io.penumbra.proto.WhoReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Masters as a client sees them on the wire, over one state, as if the journal were instant. What
 * they do besides the protocol is scripted by the test. For one simulated world.
 */
final class ScriptedMasters {
    static final String CLUSTER = "3f9d1c1e-0000-4000-8000-000000000001";
    static final int PORT = 7000;

    record Numbered(long client, long sequence) {}

    final Map<String, Commit> files = new TreeMap<>();
    final Map<Long, ChunkGrant> grants = new LinkedHashMap<>();
    final List<Command> executed = new ArrayList<>();
    final List<Command> received = new ArrayList<>();
    final List<Reads> reads = new ArrayList<>();
    final List<Release> releases = new ArrayList<>();
    final Set<Long> sessions = new HashSet<>();

    /** What each master says its epoch is, and who of them says that it leads. */
    final Map<String, Long> epochs = new LinkedHashMap<>();

    final Set<String> leaders = new HashSet<>();

    /** Classes in which pieces are not stored twice, what is stored, and what was looked for. */
    final Set<String> deduplicating = new HashSet<>();

    final Map<ByteString, ExtentMessage> pieces = new LinkedHashMap<>();
    final List<FindPieces> searches = new ArrayList<>();

    /** Runs when a command that names pieces has come, before it is decided. */
    Runnable beforePieces = () -> {};

    /** Paths that were asked about, each time. */
    final List<String> statted = new ArrayList<>();

    /** Who asked where which bytes are; and into what the answers are cut, how many at a time. */
    final List<Lookup> lookups = new ArrayList<>();

    long extentBytesMax = Long.MAX_VALUE / 2;
    int layoutExtentsMax = Integer.MAX_VALUE;

    /** After executing such a command, the stream breaks before the reply. */
    Predicate<Command> breakBeforeReply = _ -> false;

    /** The epoch that replies carry, by master, when it is not the one that Who tells. */
    final Map<String, Long> replyEpochs = new LinkedHashMap<>();

    long bytesMax = 1 << 20;
    String durability = "fsync";
    String inheritedClass = "default";
    List<String> servers = List.of("c1", "c2", "c3");

    private final Map<Long, List<ExtentMessage>> uploads = new LinkedHashMap<>();
    private final Map<Numbered, Outcome> outcomes = new LinkedHashMap<>();
    private long nextChunk = 1;
    private long nextInode = 1;
    private long version = 1;

    void serve(String name, Network network, long epoch) throws IOException {
        epochs.put(name, epoch);
        var methods =
                List.<Served<?, ?>>of(
                        new Served.Single<>(Wire.WHO, _ -> who(name)),
                        new Served.Streamed<>(Wire.CALLS, stream -> calls(name, stream)));
        var _ = network.listen(new Address(name, PORT), methods);
    }

    /** The one that leads from now on, in a new epoch. */
    void lead(String name, long epoch) {
        leaders.clear();
        leaders.add(name);
        epochs.put(name, epoch);
    }

    ChunkGrant granted(long chunk) {
        return Invariant.present(grants.get(chunk), "a chunk that was never granted");
    }

    Commit file(String path) {
        return Invariant.present(files.get(path), "a file that was never committed");
    }

    Command only(Predicate<Command> kind) {
        var found = executed.stream().filter(kind).toList();
        if (found.size() != 1) {
            throw new AssertionError("executed " + found.size() + " times: " + found);
        }
        return found.getFirst();
    }

    private WhoReply who(String name) {
        return WhoReply.newBuilder()
                .setCluster(CLUSTER)
                .setEpoch(epochs.getOrDefault(name, 1L))
                .setState(leaders.contains(name) ? "leader" : "shadow")
                .build();
    }

    private void calls(String name, Stream<ReplyBatch, CallBatch> stream)
            throws IOException, RefusedException, InterruptedException {
        while (true) {
            var batch = stream.receive();
            if (batch.isEmpty()) {
                return;
            }
            var replies = ReplyBatch.newBuilder();
            for (var call : batch.get().getCallsList()) {
                var reply = answer(name, call);
                if (call.hasCommand() && breakBeforeReply.test(call.getCommand())) {
                    stream.close();
                    return;
                }
                replies.addReplies(reply);
            }
            long epoch = replyEpochs.getOrDefault(name, epochs.getOrDefault(name, 1L));
            stream.send(replies.setEpoch(epoch).build());
        }
    }

    private Reply answer(String name, Call call) {
        var reply = Reply.newBuilder().setId(call.getId());
        if (!leaders.contains(name)) {
            return reply.setRefused(refused(RefusalCode.NOT_LEADER, name)).build();
        }
        return switch (call.getBodyCase()) {
            case COMMAND -> {
                received.add(call.getCommand());
                yield reply.setOutcome(decide(call.getCommand())).build();
            }
            case QUERY -> reply(reply, call.getQuery());
            case RENEW ->
                    sessions.contains(call.getRenew().getClient())
                            ? reply.setRenewed(Renewed.getDefaultInstance()).build()
                            : reply.setRefused(refused(RefusalCode.UNKNOWN_OUTCOME, "")).build();
            case READS -> {
                reads.add(call.getReads());
                yield reply.setRenewed(Renewed.getDefaultInstance()).build();
            }
            case BODY_NOT_SET -> throw new AssertionError(call);
        };
    }

    private Outcome decide(Command command) {
        var numbered = new Numbered(command.getClient(), command.getSequence());
        var known = outcomes.get(numbered);
        if (known != null) {
            return known;
        }
        if (command.hasOpenSession()) {
            sessions.add(command.getClient());
        }
        var outcome =
                sessions.contains(command.getClient())
                        ? run(command)
                        : Outcome.newBuilder()
                                .setRefused(refused(RefusalCode.UNKNOWN_OUTCOME, "session"))
                                .build();
        outcomes.put(numbered, outcome);
        return outcome;
    }

    private Outcome run(Command command) {
        executed.add(command);
        var outcome = Outcome.newBuilder();
        switch (command.getBodyCase()) {
            case OPEN_SESSION ->
                    outcome.setSessionOpened(SessionOpened.newBuilder().setTtlMillis(10_000));
            case GRANT -> outcome.setGranted(grant(command.getGrant()));
            case COMMIT -> commit(outcome, command.getCommit());
            case UPLOAD_EXTENTS -> upload(outcome, command.getUploadExtents());
            case EDIT -> append(outcome, command.getEdit());
            case CREATE -> {
                var empty = Commit.newBuilder().setPath(command.getCreate().getPath()).build();
                files.put(empty.getPath(), empty);
                outcome.setFile(info(empty));
            }
            case RELEASE -> {
                releases.add(command.getRelease());
                outcome.setDone(Done.getDefaultInstance());
            }
            case END_SESSION -> {
                sessions.remove(command.getClient());
                outcome.setDone(Done.getDefaultInstance());
            }
            default -> outcome.setDone(Done.getDefaultInstance());
        }
        return outcome.build();
    }

    private void commit(Outcome.Builder outcome, Commit commit) {
        if (!takesPieces(outcome, commit.getExtentsList())) {
            return;
        }
        var whole = commit.toBuilder();
        if (commit.getUploaded()) {
            whole.addAllExtents(uploads.getOrDefault(commit.getInode(), List.of()));
        }
        files.put(commit.getPath(), whole.build());
        version++;
        outcome.setFile(info(commit));
    }

    private void upload(Outcome.Builder outcome, UploadExtents upload) {
        if (takesPieces(outcome, upload.getBytes().getExtentsList())) {
            var all = uploads.computeIfAbsent(upload.getInode(), _ -> new ArrayList<>());
            for (var extent : upload.getBytes().getExtentsList()) {
                all.add(
                        extent.toBuilder()
                                .setFileOffset(upload.getOffset() + extent.getFileOffset())
                                .build());
            }
            outcome.setDone(Done.getDefaultInstance());
        }
    }

    /** Refuses what is not there; what is new is there from now on. */
    private boolean takesPieces(Outcome.Builder outcome, List<ExtentMessage> extents) {
        if (extents.stream().anyMatch(ExtentMessage::getFound)) {
            beforePieces.run();
        }
        for (var extent : extents) {
            if (extent.getFound() && !pieces.containsKey(extent.getSha256())) {
                outcome.setRefused(refused(RefusalCode.PIECE_GONE, "a piece"));
                return false;
            }
        }
        for (var extent : extents) {
            if (!extent.getSha256().isEmpty()) {
                pieces.put(extent.getSha256(), extent.toBuilder().clearFileOffset().build());
            }
        }
        return true;
    }

    private void append(Outcome.Builder outcome, Edit edit) {
        var old = files.get(edit.getPath());
        if (old == null) {
            outcome.setRefused(refused(RefusalCode.NOT_FOUND, edit.getPath()));
            return;
        }
        long offset = old.getLength();
        var longer = old.toBuilder().setLength(offset + edit.getAppend().getLength());
        for (var extent : edit.getAppend().getExtentsList()) {
            longer.addExtents(extent.toBuilder().setFileOffset(offset + extent.getFileOffset()));
        }
        files.put(edit.getPath(), longer.build());
        version++;
        outcome.setEdited(Edited.newBuilder().setFile(info(longer.build())).setOffset(offset));
    }

    private Granted grant(Grant grant) {
        var granted = Granted.newBuilder().setFirstInode(nextInode).setInodes(grant.getInodes());
        nextInode += grant.getInodes();
        var members = new ArrayList<>(servers);
        members.removeAll(grant.getAvoidList());
        for (int i = 0; i < grant.getChunks(); i++) {
            var chunk =
                    ChunkGrant.newBuilder()
                            .setChunk(nextChunk++)
                            .setVersion(1)
                            .setFromOffset(ChunkFormat.HEADER_BYTES)
                            .setStorageClass(grant.getStorageClass())
                            .setBytesMax(bytesMax)
                            .setDurability(durability);
            members.forEach(server -> chunk.addMembers(member(server)));
            grants.put(chunk.getChunk(), chunk.build());
            granted.addChunks(chunk);
        }
        return granted.build();
    }

    private Reply reply(Reply.Builder reply, Query query) {
        if (query.hasClassFor()) {
            var name = ClassName.newBuilder().setName(inheritedClass);
            return reply.setAnswer(Answer.newBuilder().setClassName(name)).build();
        }
        if (query.hasClasses()) {
            var list = ClassList.newBuilder();
            deduplicating.forEach(name ->
                    list.addClasses(
                            StorageClassInfo.newBuilder().setName(name).setDeduplicate(true)));
            return reply.setAnswer(Answer.newBuilder().setClasses(list)).build();
        }
        if (query.hasFindPieces()) {
            searches.add(query.getFindPieces());
            var list = PieceList.newBuilder();
            for (var sha256 : query.getFindPieces().getSha256List()) {
                if (pieces.containsKey(sha256)) {
                    list.addFound(pieces.get(sha256));
                }
            }
            return reply.setAnswer(Answer.newBuilder().setPieces(list)).build();
        }
        var path = query.hasLookup() ? query.getLookup().getPath() : query.getStat().getPath();
        var commit = files.get(path);
        if (commit == null) {
            return reply.setRefused(refused(RefusalCode.NOT_FOUND, path)).build();
        }
        if (query.hasStat()) {
            statted.add(path);
            return reply.setAnswer(Answer.newBuilder().setFile(info(commit))).build();
        }
        lookups.add(query.getLookup());
        var layout = Layout.newBuilder().setFile(info(commit));
        addExtents(commit, query.getLookup().getFrom(), layout);
        for (var extent : commit.getExtentsList()) {
            var location = ChunkLocation.newBuilder().setChunk(extent.getChunk()).setVersion(1);
            for (var member : granted(extent.getChunk()).getMembersList()) {
                location.addMembers(member);
            }
            layout.addChunks(location);
        }
        return reply.setAnswer(Answer.newBuilder().setLayout(layout)).build();
    }

    /** Those from there on, cut and counted as is asked for. */
    private void addExtents(Commit commit, long from, Layout.Builder layout) {
        for (var message : commit.getExtentsList()) {
            var extent =
                    new Extent(
                            message.getFileOffset(),
                            new ChunkId(message.getChunk()),
                            message.getFrameOffset(),
                            message.getSkip(),
                            message.getLength());
            long at = Math.max(from, extent.fileOffset());
            while (at < extent.fileEnd() && layout.getExtentsCount() < layoutExtentsMax) {
                long cut = (at / extentBytesMax + 1) * extentBytesMax;
                var part = extent.slice(at, Math.min(extent.fileEnd(), cut));
                layout.addExtents(
                        message.toBuilder()
                                .setFileOffset(part.fileOffset())
                                .setFrameOffset(part.frameOffset())
                                .setSkip(part.skip())
                                .setLength(part.length()));
                at = part.fileEnd();
            }
        }
    }

    private FileInfo info(Commit commit) {
        return FileInfo.newBuilder()
                .setPath(commit.getPath())
                .setInode(commit.getInode())
                .setKind(FileKind.FILE)
                .setVersion(version)
                .setLength(commit.getLength())
                .setSha256(commit.getSha256())
                .build();
    }

    private static Member member(String server) {
        var endpoint = Endpoint.newBuilder().setHost(server).setPort(ScriptedChunkservers.PORT);
        return Member.newBuilder().setServer(server).setEndpoint(endpoint).setLive(true).build();
    }

    private static Refused refused(RefusalCode code, String subject) {
        return Refused.newBuilder()
                .setCode(code.number())
                .setSubject(subject)
                .setReason("as scripted")
                .build();
    }
}
