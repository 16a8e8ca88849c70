package io.penumbra.chunkserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.core.chunk.SystemChunk;
import io.penumbra.core.port.Archive.Kind;
import io.penumbra.core.port.Archive.Label;
import io.penumbra.core.port.Parcel;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.platform.wire.Wire;
import io.penumbra.proto.DeleteItemsRequest;
import io.penumbra.proto.ListItemsRequest;
import io.penumbra.proto.ReadItemRequest;
import io.penumbra.proto.StoreItemOpen;
import io.penumbra.testkit.disk.FakeDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Hazard 21: system chunks are whole where they are acknowledged, and stay. */
final class ItemsTest {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String NAME = "segment-0000000000000000001-0000000000000000009-abcd";

    private final World world = new World(1);
    private final Machine machine = world.machines(1).getFirst();

    private static byte[] content(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    private static Manifest manifest(byte[] content) {
        var sum = HexFormat.of().formatHex(SystemChunk.sha256().digest(content));
        return new Manifest(new Label(NAME, Kind.SEGMENT, 1, 20, "abcd"), content.length, sum);
    }

    private static List<Parcel> parcels(Manifest manifest, byte[] content, long epoch, String to) {
        var open =
                StoreItemOpen.newBuilder()
                        .setSender(World.sender(epoch))
                        .setServer(to)
                        .setName(manifest.name())
                        .build();
        var parcels = new ArrayList<Parcel>();
        parcels.add(new Parcel(open.toByteArray(), SystemChunk.manifestFrame(manifest)));
        for (int at = 0; at < content.length; at += ChunkFormat.PAYLOAD_BYTES_MAX) {
            int length = Math.min(ChunkFormat.PAYLOAD_BYTES_MAX, content.length - at);
            var payload = ByteBuffer.wrap(content, at, length).slice();
            parcels.add(new Parcel(new byte[0], SystemChunk.contentFrame(manifest, at, payload)));
        }
        return parcels;
    }

    private void store(List<Parcel> parcels) throws Exception {
        try (var stream = world.network().peer(machine.address()).open(Wire.STORE_ITEM)) {
            for (var parcel : parcels) {
                stream.send(parcel);
            }
            stream.finish();
            assertThat(stream.receive()).isPresent();
        }
    }

    private void store(byte[] content) throws Exception {
        store(parcels(manifest(content), content, World.EPOCH, machine.server().value()));
    }

    private List<Manifest> list() throws Exception {
        var request =
                ListItemsRequest.newBuilder()
                        .setCluster(Machine.CLUSTER.value())
                        .setServer(machine.server().value())
                        .build();
        var found = new ArrayList<Manifest>();
        var reply =
                world.network().peer(machine.address()).call(Wire.LIST_ITEMS, request, DEADLINE);
        for (var text : reply.getManifestsList()) {
            found.add(Manifest.parse(text));
        }
        return found;
    }

    /** All frames behind the chunk's header. */
    private byte[] read() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var stream = world.network().peer(machine.address()).open(Wire.READ_ITEM)) {
            stream.send(
                    ReadItemRequest.newBuilder()
                            .setCluster(Machine.CLUSTER.value())
                            .setServer(machine.server().value())
                            .setName(NAME)
                            .build());
            stream.finish();
            for (var next = stream.receive(); next.isPresent(); next = stream.receive()) {
                for (var piece : next.get().body()) {
                    var copy = new byte[piece.remaining()];
                    piece.duplicate().get(copy);
                    bytes.writeBytes(copy);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] frames(Manifest manifest, byte[] content) {
        var bytes = new ByteArrayOutputStream();
        for (var parcel : parcels(manifest, content, 1, "any")) {
            for (var piece : parcel.body()) {
                var copy = new byte[piece.remaining()];
                piece.duplicate().get(copy);
                bytes.writeBytes(copy);
            }
        }
        return bytes.toByteArray();
    }

    private interface Doing {
        void run() throws Exception;
    }

    private static void assertRefused(RefusalCode code, Doing doing) {
        assertThatThrownBy(doing::run)
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void anItemOfAnyLengthIsReadBackAsItWasStored() {
        world.run(_ -> {
            for (int bytes : new int[] {0, 1, 65_536, 65_537, 700_000}) {
                var content = content(bytes);
                store(content);
                assertThat(list()).containsExactly(manifest(content));
                assertThat(read()).isEqualTo(frames(manifest(content), content));
            }
        });
    }

    @Test
    void whatIsAcknowledgedSurvivesAPowerCut() {
        var content = content(200_000);
        world.run(_ -> store(content));
        machine.cutPower();
        machine.start();
        world.run(_ -> {
            assertThat(list()).containsExactly(manifest(content));
            assertThat(read()).isEqualTo(frames(manifest(content), content));
        });
    }

    @Test
    void whatIsNotFinishedIsNotThere() {
        var content = content(200_000);
        world.run(_ -> {
            var parcels =
                    parcels(manifest(content), content, World.EPOCH, machine.server().value());
            var stream = world.network().peer(machine.address()).open(Wire.STORE_ITEM);
            stream.send(parcels.get(0));
            stream.send(parcels.get(1));
            world.clientProcess().clock().sleep(Duration.ofMillis(200));
            assertThat(list()).isEmpty();
            stream.close();
            world.clientProcess().clock().sleep(Duration.ofMillis(200));
            assertThat(list()).isEmpty();
        });
        assertThat(systemFiles()).isEmpty();
    }

    private List<String> systemFiles() {
        try {
            return new FakeDisk(machine.platter()).list("system");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each is refused by name, and what was there before stays. */
    @Test
    void whatIsNotWhatItsManifestSaysIsRefused() {
        world.run(_ -> {
            var good = content(100_000);
            store(good);
            var manifest = manifest(good);
            var self = machine.server().value();
            var wrongSum = new Manifest(manifest.label(), good.length, "00");
            assertRefused(
                    RefusalCode.DAMAGED, () -> store(parcels(wrongSum, good, World.EPOCH, self)));
            var cut = parcels(manifest, good, World.EPOCH, self);
            assertRefused(RefusalCode.DAMAGED, () -> store(cut.subList(0, 2)));
            var longer = new Manifest(manifest.label(), good.length - 1L, manifest.sha256());
            assertRefused(
                    RefusalCode.DAMAGED, () -> store(parcels(longer, good, World.EPOCH, self)));
            var gap = new ArrayList<>(parcels(manifest, good, World.EPOCH, self));
            gap.remove(1);
            assertRefused(RefusalCode.DAMAGED, () -> store(gap));
            assertThat(list()).containsExactly(manifest);
            assertThat(read()).isEqualTo(frames(manifest, good));
        });
        assertThat(systemFiles()).containsExactly(NAME + ".chunk");
    }

    /** Hazard 1. */
    @Test
    void aReplacedLeaderNeitherStoresNorDeletes() {
        world.run(_ -> {
            var content = content(1_000);
            store(content);
            var self = machine.server().value();
            assertRefused(
                    RefusalCode.STALE_EPOCH,
                    () -> store(parcels(manifest(content), content, World.EPOCH - 1, self)));
            assertRefused(RefusalCode.STALE_EPOCH, () -> delete(World.EPOCH - 1));
            assertThat(list()).hasSize(1);
            assertThat(delete(World.EPOCH)).isEqualTo(1);
            assertThat(delete(World.EPOCH)).isZero();
            assertThat(list()).isEmpty();
            assertRefused(RefusalCode.NOT_FOUND, this::read);
        });
    }

    private int delete(long epoch) throws Exception {
        return world.network()
                .peer(machine.address())
                .call(
                        Wire.DELETE_ITEMS,
                        DeleteItemsRequest.newBuilder()
                                .setSender(World.sender(epoch))
                                .setServer(machine.server().value())
                                .addNames(NAME)
                                .build(),
                        DEADLINE)
                .getDeleted();
    }

    /** So that a leader finds that a copy is missing, and makes another. */
    @Test
    void aCopyThatRotsIsNotShownAnyMoreOnceSomebodyMeetsIt() {
        world.run(_ -> {
            var content = content(300_000);
            store(content);
            flip(200_000);
            assertRefused(RefusalCode.DAMAGED, this::read);
            assertThat(list()).isEmpty();
            store(content);
            assertThat(read()).isEqualTo(frames(manifest(content), content));
        });
        assertThat(systemFiles()).containsExactlyInAnyOrder(NAME + ".chunk", NAME + ".damaged");
    }

    /** What nobody reads is read by the server itself. */
    @Test
    void aCopyThatRotsIsFoundWithoutAReader() {
        world.run(_ -> {
            store(content(300_000));
            flip(200_000);
        });
        world.simulation().runFor(Duration.ofHours(2));
        world.run(_ -> assertThat(list()).isEmpty());
    }

    private void flip(long position) throws Exception {
        try (var file =
                new FakeDisk(machine.platter())
                        .open("system/" + NAME + ".chunk", FakeDisk.Open.EXISTING)) {
            var one = ByteBuffer.allocate(1);
            file.read(position, one);
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            file.write(position, List.of(one));
        }
    }

    /** Hazard 20: the last room of a disk is for these. */
    @Test
    void itemsAreTakenWhenWritersAreNot() {
        machine.platter().setOthersBytes((1L << 40) / 100 * 97);
        world.run(_ -> {
            world.clientProcess().clock().sleep(Duration.ofSeconds(3));
            store(content(100_000));
            assertThat(list()).hasSize(1);
        });
    }

    @Test
    void namesThatArePathsAreRefused() {
        world.run(_ -> {
            var open =
                    StoreItemOpen.newBuilder()
                            .setSender(World.sender(World.EPOCH))
                            .setServer(machine.server().value())
                            .setName("../VERSION")
                            .build();
            assertRefused(
                    RefusalCode.INVALID_ARGUMENT,
                    () -> store(List.of(Parcel.of(open.toByteArray()))));
        });
    }
}
