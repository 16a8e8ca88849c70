package io.penumbra.master.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.penumbra.core.Limits;
import io.penumbra.core.chunk.Extent;
import io.penumbra.core.id.ChunkId;
import io.penumbra.core.id.ChunkVersion;
import io.penumbra.core.id.ClientId;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Sequence;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.UserName;
import io.penumbra.core.port.Address;
import io.penumbra.core.token.TokenKey;
import io.penumbra.master.record.Head.Tip;
import io.penumbra.master.record.JournalRecord.Answered;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.record.JournalRecord.ChunkCompacted;
import io.penumbra.master.record.JournalRecord.ChunkGranted;
import io.penumbra.master.record.JournalRecord.ChunkLetGo;
import io.penumbra.master.record.JournalRecord.ChunksCollected;
import io.penumbra.master.record.JournalRecord.ClassDefined;
import io.penumbra.master.record.JournalRecord.ClusterFounded;
import io.penumbra.master.record.JournalRecord.ContentEdited;
import io.penumbra.master.record.JournalRecord.ContentTidied;
import io.penumbra.master.record.JournalRecord.DirectoryMade;
import io.penumbra.master.record.JournalRecord.EntryMoved;
import io.penumbra.master.record.JournalRecord.EntryRemoved;
import io.penumbra.master.record.JournalRecord.EntryRestored;
import io.penumbra.master.record.JournalRecord.EpochStarted;
import io.penumbra.master.record.JournalRecord.ExtentsUploaded;
import io.penumbra.master.record.JournalRecord.FilePut;
import io.penumbra.master.record.JournalRecord.HistoryForgotten;
import io.penumbra.master.record.JournalRecord.InodesGranted;
import io.penumbra.master.record.JournalRecord.Level;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.record.JournalRecord.LockReleased;
import io.penumbra.master.record.JournalRecord.LockTaken;
import io.penumbra.master.record.JournalRecord.MembersSet;
import io.penumbra.master.record.JournalRecord.Noted;
import io.penumbra.master.record.JournalRecord.PiecesStored;
import io.penumbra.master.record.JournalRecord.QuotaSet;
import io.penumbra.master.record.JournalRecord.SealBegan;
import io.penumbra.master.record.JournalRecord.Sealed;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.record.JournalRecord.ServerModeSet;
import io.penumbra.master.record.JournalRecord.SessionEnded;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.record.JournalRecord.SnapshotMade;
import io.penumbra.master.record.JournalRecord.SnapshotRemoved;
import io.penumbra.master.record.JournalRecord.SpreadSet;
import io.penumbra.master.record.JournalRecord.TimeLed;
import io.penumbra.master.record.JournalRecord.TokenKeyMade;
import io.penumbra.master.record.JournalRecord.UploadDropped;
import io.penumbra.master.record.JournalRecord.UploadPut;
import io.penumbra.proto.BatchMessage;
import io.penumbra.proto.RecordMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RecordCodecTest {
    private static final InodeId DIRECTORY = InodeId.of(new Epoch(1), 7);
    private static final InodeId FILE = InodeId.of(new Epoch(2), 9);
    private static final ChunkId CHUNK = ChunkId.of(new Epoch(2), 3);
    private static final ClientId CLIENT = new ClientId(0xfeed_0000_0000_0001L);
    private static final Place PLACE = new Place(DIRECTORY, "näme");
    private static final List<ServerId> SERVERS =
            List.of(new ServerId("cs-1"), new ServerId("cs-2"));
    private static final Attributes ATTRIBUTES =
            new Attributes(0640, new UserName("ann"), "staff", StorageClass.DEFAULT.name());
    private static final Attributes NOTED =
            ATTRIBUTES.withExtras(
                    new TreeMap<>(Map.of("origin", ByteString.copyFromUtf8("camera 2"))));
    private static final FileContent CONTENT =
            new FileContent(
                    70_000,
                    List.of(
                            new Extent(0, CHUNK, 128, 0, 65_536),
                            new Extent(65_536, CHUNK, 90_000, 17, 4_464)),
                    ByteString.fromHex("ab".repeat(32)));

    private static final FileContent EDIT =
            new FileContent(
                    65_536, List.of(new Extent(0, CHUNK, 128, 0, 65_536)), ByteString.EMPTY);

    private static final List<JournalRecord> ALL =
            List.of(
                    new ClusterFounded(
                            new ClusterId("01234567-89ab-cdef-0123-456789abcdef"),
                            new UserName("root")),
                    new EpochStarted(new Epoch(2), new Address("h", 7000), -5),
                    new ClassDefined(StorageClass.REPLICATED),
                    new ServerJoined(SERVERS.getFirst(), "host", "rack"),
                    new SessionOpened(
                            CLIENT,
                            new UserName("ann"),
                            new ClientProcess(
                                    "pfs on h",
                                    "gateway",
                                    Optional.of(new Address("h", 8000)),
                                    42,
                                    "")),
                    new SessionEnded(CLIENT, "silent"),
                    new InodesGranted(CLIENT, FILE, 64, DIRECTORY),
                    new ChunkGranted(
                            CHUNK,
                            new ChunkVersion(1),
                            CLIENT,
                            StorageClass.DEFAULT.name(),
                            SERVERS),
                    new SealBegan(CHUNK, new ChunkVersion(2), 70_500),
                    new Sealed(
                            CHUNK,
                            new ChunkVersion(2),
                            70_501,
                            ByteString.fromHex("cd".repeat(32)),
                            SERVERS),
                    new DirectoryMade(PLACE, FILE, ATTRIBUTES),
                    new FilePut(
                            PLACE,
                            FILE,
                            ATTRIBUTES,
                            CONTENT,
                            Optional.of(DIRECTORY),
                            Optional.empty()),
                    new FilePut(
                            PLACE,
                            FILE,
                            ATTRIBUTES,
                            FileContent.EMPTY,
                            Optional.empty(),
                            Optional.empty()),
                    new EntryRemoved(PLACE, FILE),
                    new EntryMoved(PLACE, new Place(FILE, "b"), FILE, Optional.of(DIRECTORY)),
                    new EntryRestored(PLACE, FILE, new JournalIndex(77)),
                    new SnapshotMade("before"),
                    new SnapshotRemoved("before"),
                    new TimeLed(Duration.ofMillis(10_020)),
                    new HistoryForgotten(7, 8, 9),
                    new LinkMade(PLACE, FILE, ATTRIBUTES, "../other"),
                    new AttributesSet(FILE, NOTED, Instant.ofEpochMilli(1_600_000_000_123L)),
                    new QuotaSet(DIRECTORY, new Quota(10, 1L << 40)),
                    new ContentEdited(PLACE, FILE, 100, 65_636, EDIT),
                    new LockTaken(FILE, CLIENT, true, Instant.ofEpochMilli(1_700_000_030_123L)),
                    new LockReleased(FILE, CLIENT),
                    new Answered(
                            CLIENT,
                            new Sequence(12),
                            new Sequence(10),
                            ByteString.copyFromUtf8("out")),
                    new Noted(Level.WARNING, "chunk-2.3", "seal begun"),
                    new ExtentsUploaded(CLIENT, FILE, EDIT),
                    new UploadPut(
                            PLACE,
                            CLIENT,
                            FILE,
                            ATTRIBUTES,
                            ByteString.fromHex("ef".repeat(32)),
                            Optional.of(DIRECTORY),
                            Optional.empty()),
                    new UploadDropped(CLIENT, FILE),
                    new PiecesStored(
                            List.of(
                                    new Piece(
                                            ByteString.fromHex("5a".repeat(32)),
                                            CHUNK,
                                            128,
                                            4 << 20),
                                    new Piece(
                                            ByteString.fromHex("a5".repeat(32)),
                                            CHUNK.plus(1),
                                            65_800,
                                            70_000))),
                    new MembersSet(CHUNK, SERVERS),
                    new ChunkLetGo(CHUNK),
                    new ChunksCollected(List.of(CHUNK, CHUNK.plus(2))),
                    new ChunkCompacted(
                            CHUNK,
                            70_502,
                            ByteString.fromHex("ab".repeat(32)),
                            SERVERS,
                            List.of(
                                    new Compaction(
                                            CHUNK.plus(1),
                                            List.of(
                                                    new Compaction.Move(128, 4_156, 128),
                                                    new Compaction.Move(12_596, 4_156, 4_284))))),
                    new TokenKeyMade(new TokenKey(3, new byte[TokenKey.SECRET_BYTES])),
                    new SpreadSet(20),
                    new ServerModeSet(
                            SERVERS.getFirst(),
                            ServerMode.MAINTENANCE,
                            Instant.ofEpochMilli(1_700_000_030_123L)),
                    new SessionOpened(
                            CLIENT,
                            new UserName("ann"),
                            new ClientProcess("pfs", "", Optional.empty(), 0, "1.0")),
                    new FilePut(
                            PLACE,
                            FILE,
                            ATTRIBUTES,
                            CONTENT,
                            Optional.empty(),
                            Optional.of(Instant.ofEpochMilli(86_400_123))),
                    new UploadPut(
                            PLACE,
                            CLIENT,
                            FILE,
                            ATTRIBUTES,
                            ByteString.EMPTY,
                            Optional.empty(),
                            Optional.of(Instant.ofEpochMilli(86_400_123))),
                    new ContentTidied(
                            new InodeId(9),
                            10,
                            500,
                            CHUNK,
                            700,
                            ByteString.fromHex("cd".repeat(32)),
                            SERVERS));

    private static final Batch BATCH =
            new Batch(
                    new EntryNumber(5),
                    new JournalIndex(100),
                    new ChainSum(1, 2),
                    new Epoch(2),
                    Instant.ofEpochMilli(1_700_000_000_123L),
                    ALL);

    @Test
    void everyKindComesBackAsItWas() throws IOException {
        assertThat(ALL.stream().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(JournalRecord.class.getPermittedSubclasses());
        assertThat(Batch.decode(BATCH.encode())).isEqualTo(BATCH);
    }

    /** Hazard 26: what stands in a journal today is read by every later version. */
    @Test
    void theBytesOfEveryKindAreFixed() throws IOException {
        String golden;
        try (var file = getClass().getResourceAsStream("/journal-format-1.hex")) {
            var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            golden = text.replace("\n", "");
        }
        assertThat(HexFormat.of().formatHex(BATCH.encode())).isEqualTo(golden);
        assertThat(Batch.decode(HexFormat.of().parseHex(golden))).isEqualTo(BATCH);
    }

    /** Hazard 26. */
    @Test
    void aRecordOfUnknownKindStopsTheReader() throws IOException {
        var unknown = ByteString.fromHex("fa3f020801"); // field 1023, as newer software may write
        var bytes =
                BatchMessage.parseFrom(BATCH.encode()).toBuilder()
                        .addRecords(RecordMessage.parseFrom(unknown))
                        .build()
                        .toByteArray();
        assertThatExceptionOfType(NewerFormatException.class).isThrownBy(() -> Batch.decode(bytes));
    }

    /** Hazard 26. */
    @Test
    void aNewerFormatStopsTheReader() throws IOException {
        var bytes =
                BatchMessage.parseFrom(BATCH.encode()).toBuilder()
                        .setFormat(RecordCodec.FORMAT + 1)
                        .build()
                        .toByteArray();
        assertThatExceptionOfType(NewerFormatException.class)
                .isThrownBy(() -> Batch.decode(bytes))
                .withMessageContaining("entry 5");
    }

    @Test
    void aBuilderKnowsItsSizeWithoutEncoding() throws IOException {
        var tip = new Tip(BATCH.entry(), BATCH.lastIndex(), new ChainSum(3, 4));
        var builder = new BatchBuilder(tip, BATCH.epoch(), BATCH.time());
        while (!builder.isFull()) {
            builder.add(ALL);
        }
        int encoded = builder.encode().length;
        assertThat(builder.bytes()).isBetween(encoded, encoded + 128);
        assertThat(builder.bytes()).isBetween(1, Limits.BATCH_BYTES_MAX);
        assertThat(Batch.decode(builder.encode())).isEqualTo(builder.batch());
    }

    /** Hazard 85: the largest commit leaves room for directories and an outcome beside it. */
    @Test
    void theLargestCommitLeavesRoomInABatch() {
        var extents = new ArrayList<Extent>();
        long at = 0;
        for (int i = 0; i < Limits.COMMIT_EXTENTS_MAX; i++) {
            var extent = new Extent(at, CHUNK.plus(i), 67_000_000, 65_000, 67_000_000);
            extents.add(extent);
            at = extent.fileEnd();
        }
        var content = new FileContent(at, extents, ByteString.fromHex("ab".repeat(32)));
        var pieces =
                extents.stream()
                        .limit(Limits.COMMIT_PIECES_MAX)
                        .map(extent ->
                                new Piece(
                                        ByteString.fromHex("cd".repeat(32)),
                                        extent.chunk(),
                                        extent.frameOffset(),
                                        Limits.PIECE_BYTES_MAX))
                        .toList();
        var builder = new BatchBuilder(Tip.START, new Epoch(1), Instant.EPOCH);
        builder.add(
                List.of(
                        new FilePut(
                                PLACE,
                                FILE,
                                ATTRIBUTES,
                                content,
                                Optional.empty(),
                                Optional.empty())));
        assertThat(builder.bytes()).isLessThan(BatchBuilder.DECISION_BYTES_MAX / 2);
        builder.add(List.of(new PiecesStored(pieces)));
        assertThat(builder.bytes()).isLessThan(BatchBuilder.DECISION_BYTES_MAX * 4 / 5);
    }

    @Test
    void theHeadComesBackAsItWas() throws IOException {
        var founded =
                Head.founded(
                        new ClusterId("01234567-89ab-cdef-0123-456789abcdef"),
                        new UserName("root"));
        assertThat(Head.decode(founded.encode())).isEqualTo(founded);
        var led =
                founded.takenBy(new Head.Leader(-9, new Address("h", 7000)))
                        .then(BATCH, BATCH.encode());
        assertThat(Head.decode(led.encode())).isEqualTo(led);
        assertThat(led.epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    void theChainTellsDifferentJournalsApart() {
        var first = "first".getBytes(UTF_8);
        var second = "second".getBytes(UTF_8);
        var forth = ChainSum.START.then(first).then(second);
        assertThat(forth).isNotEqualTo(ChainSum.START.then(second).then(first));
        assertThat(ChainSum.of(forth.bytes())).isEqualTo(forth);
        assertThat(Arrays.equals(forth.bytes(), ChainSum.START.bytes())).isFalse();
    }
}
