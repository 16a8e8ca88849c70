package io.penumbra.zclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.proto.Command;
import io.penumbra.proto.Release;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class ZClientTest {
    private static final int MIB = 1 << 20;

    @Test
    void textComesBackAsItWasWritten() throws Exception {
        World.run(
                1,
                world -> {
                    var status = world.client.write("/greeting", "hello");
                    assertThat(status.length()).isEqualTo(5);
                    assertThat(world.client.readText("/greeting")).isEqualTo("hello");
                    assertThat(world.client.find("/other")).isEmpty();
                });
    }

    @Test
    void anEmptyFileNeedsNoChunk() throws Exception {
        World.run(
                2,
                world -> {
                    assertThat(world.client.write("/empty", "").length()).isZero();
                    assertThat(world.client.readBytes("/empty")).isEmpty();
                    assertThat(world.chunkservers.accepted).isEmpty();
                });
    }

    @Test
    void aWholeFileSaysItsSha256() throws Exception {
        World.run(
                3,
                world -> {
                    var content = World.bytes(3, 3 * MIB + 17);
                    var status = world.client.write("/f", new ByteArrayInputStream(content));
                    var expected =
                            HexFormat.of()
                                    .formatHex(
                                            MessageDigest.getInstance("SHA-256").digest(content));
                    assertThat(status.sha256()).hasValue(expected);
                    assertThat(world.client.write("/g", content).sha256()).hasValue(expected);
                });
    }

    /** Small and large writes of many threads share chunks; every range reads back right. */
    @Test
    void everyRangeOfEveryFileReadsBackRight() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            long run = seed;
            World.run(seed, world -> writeAndCompare(world, new Random(run)));
        }
    }

    private static void writeAndCompare(World world, Random random) throws Exception {
        var files = new TreeMap<String, byte[]>();
        var done = new ArrayList<CompletableFuture<FileStatus>>();
        for (int i = 0; i < 40; i++) {
            int length = i % 10 == 0 ? random.nextInt(4 * MIB) : random.nextInt(3 * 65_536);
            var content = World.bytes(random.nextLong(), length);
            files.put("/f" + i, content);
            done.add(write(world, "/f" + i, content, i % 2 == 0));
        }
        for (var one : done) {
            one.get();
        }
        for (var file : files.entrySet()) {
            compare(world, random, file.getKey(), file.getValue());
        }
    }

    private static CompletableFuture<FileStatus> write(
            World world, String path, byte[] content, boolean streamed) {
        var written = new CompletableFuture<FileStatus>();
        world.process
                .threads()
                .virtual(
                        path,
                        () -> {
                            try {
                                written.complete(
                                        streamed
                                                ? world.client.write(
                                                        path, new ByteArrayInputStream(content))
                                                : world.client.write(path, content));
                            } catch (Exception e) {
                                written.completeExceptionally(e);
                            }
                        });
        return written;
    }

    private static void compare(World world, Random random, String path, byte[] content)
            throws Exception {
        assertThat(world.client.readBytes(path)).as(path).isEqualTo(content);
        try (var reader = world.client.open(path)) {
            for (int i = 0; i < 5 && content.length > 0; i++) {
                int from = random.nextInt(content.length);
                int to = from + random.nextInt(content.length - from + 1);
                assertThat(reader.stream(from, to).readAllBytes())
                        .as("%s %d..%d", path, from, to)
                        .isEqualTo(Arrays.copyOfRange(content, from, to));
            }
        }
    }

    /** Else nothing that was there then would ever be forgotten. */
    @Test
    void whatWasReadToItsEndIsNotHeldOpen() throws Exception {
        World.run(
                6,
                world -> {
                    world.client.write("/f", "hello");
                    world.client.readText("/f");
                    try (var stream = world.client.stream("/f")) {
                        assertThat(stream.readAllBytes()).hasSize(5);
                    }
                    world.process.clock().sleep(Duration.ofSeconds(10));
                    assertThat(world.masters.reads).isEmpty();
                });
    }

    @Test
    void aSmallRangeMovesOneBlock() throws Exception {
        World.run(
                4,
                world -> {
                    world.client.write("/f", World.bytes(4, 2 * MIB));
                    try (var reader = world.client.open("/f");
                            var stream = reader.stream(100_000, 104_096)) {
                        assertThat(stream.readAllBytes()).hasSize(4_096);
                    }
                    assertThat(world.chunkservers.reads).hasSize(1);
                    var ranges = world.chunkservers.reads.getFirst().getRangesList();
                    assertThat(ranges).hasSize(1);
                    assertThat(ranges.getFirst().getLength()).isEqualTo(4_096);
                });
    }

    /**
     * Hazards 36 and 38: the reply is lost and another leads; the same number finds the outcome.
     */
    @Test
    void aCommandWhoseReplyWasLostIsSentAgainUnderItsNumber() throws Exception {
        World.run(
                5,
                world -> {
                    var broken = new boolean[1];
                    world.masters.breakBeforeReply =
                            command -> {
                                if (!command.hasMkdir() || broken[0]) {
                                    return false;
                                }
                                broken[0] = true;
                                world.masters.lead("m2", 2);
                                return true;
                            };
                    world.client.mkdir("/d");
                    world.masters.only(Command::hasMkdir);
                    var sent = world.masters.received.stream().filter(Command::hasMkdir).toList();
                    assertThat(sent).hasSize(2);
                    assertThat(sent.get(1).getSequence()).isEqualTo(sent.get(0).getSequence());
                    assertThat(sent.get(1).getClient()).isEqualTo(sent.get(0).getClient());
                });
    }

    /** Hazard 43: a leader that hangs is noticed, and left for the one that leads now. */
    @Test
    void aHangingLeaderIsLeftForItsSuccessor() throws Exception {
        World.run(
                6,
                world -> {
                    world.client.mkdir("/a");
                    world.simulation.node("m1").pause();
                    world.simulation.after(
                            Duration.ofMillis(700), () -> world.masters.lead("m2", 2));
                    long begin = world.simulation.nowNanos();
                    world.client.mkdir("/b");
                    assertThat(Duration.ofNanos(world.simulation.nowNanos() - begin))
                            .isLessThan(Duration.ofMillis(1_200));
                });
    }

    /** Hazard 1: what a replaced leader answers is not believed, even if it says that it leads. */
    @Test
    void aReplyOfALowerEpochIsRefused() throws Exception {
        World.run(
                7,
                world -> {
                    world.masters.lead("m2", 6);
                    world.client.mkdir("/a");
                    world.masters.lead("m1", 6);
                    world.masters.replyEpochs.put("m1", 5L);
                    world.simulation.after(
                            Duration.ofSeconds(2), () -> world.masters.replyEpochs.clear());
                    world.simulation.node("m2").kill();
                    long begin = world.simulation.nowNanos();
                    world.client.mkdir("/b");
                    assertThat(Duration.ofNanos(world.simulation.nowNanos() - begin))
                            .isGreaterThan(Duration.ofMillis(1_900));
                });
    }

    /** Hazard 37: nobody heard of the client for too long; what never ran is run anew. */
    @Test
    void anEndedSessionIsReplacedWhenNothingIsInDoubt() throws Exception {
        World.run(
                8,
                world -> {
                    world.client.write("/a", "one");
                    world.masters.sessions.clear();
                    world.client.write("/b", "two");
                    assertThat(world.client.readText("/b")).isEqualTo("two");
                    assertThat(world.masters.sessions).hasSize(1);
                });
    }

    @Test
    void whenNobodyLeadsTheOperationSaysSoAtItsDeadline() throws Exception {
        World.run(
                9,
                world -> {
                    world.masters.leaders.clear();
                    assertThatThrownBy(() -> world.client.stat("/x"))
                            .isInstanceOfSatisfying(
                                    PenumbraException.class,
                                    e -> assertThat(e.code()).isEqualTo(RefusalCode.UNAVAILABLE))
                            .hasMessageContaining("m1:7000");
                });
    }

    @Test
    void aBrokenStreamSendsAgainExactlyWhatWasNotAcknowledged() throws Exception {
        survives(10, ScriptedChunkservers.Trouble.BREAKS, Duration.ofMillis(500));
    }

    @Test
    void aHangingStreamIsGivenUpAndGoesOnElsewhere() throws Exception {
        survives(11, ScriptedChunkservers.Trouble.HANGS, Duration.ofMillis(2_300));
    }

    @Test
    void aMemberThatFailedIsAvoidedInTheNextChunk() throws Exception {
        survives(12, ScriptedChunkservers.Trouble.BLAMES, Duration.ofMillis(500));
    }

    private static void survives(long seed, ScriptedChunkservers.Trouble trouble, Duration atMost)
            throws Exception {
        World.run(
                seed,
                world -> {
                    int acknowledged = 5 * ChunkFormat.PAYLOAD_BYTES_MAX;
                    world.masters.bytesMax = 4 * MIB;
                    world.chunkservers.acknowledgeBytes = acknowledged;
                    world.chunkservers.trouble = trouble;
                    world.chunkservers.blamed = "c3";
                    var content = World.bytes(seed, 3 * MIB);
                    long begin = world.simulation.nowNanos();
                    world.client.write("/f", content);
                    assertThat(Duration.ofNanos(world.simulation.nowNanos() - begin))
                            .isLessThan(atMost);
                    assertThat(world.client.readBytes("/f")).isEqualTo(content);
                    assertThat(sentTwice(world)).isEmpty();
                    var released = releasedHalfWritten(world);
                    assertThat(released.getAcknowledged())
                            .isEqualTo(
                                    ChunkFormat.HEADER_BYTES + 5L * ChunkFormat.FULL_FRAME_BYTES);
                    var blamed = trouble == ScriptedChunkservers.Trouble.BLAMES ? "c3" : "c1";
                    assertThat(released.getReason()).contains(blamed);
                    assertThat(membersOfLastChunk(world)).doesNotContain(blamed);
                });
    }

    /** What the servers accepted, and so acknowledged, more than once. */
    private static List<Long> sentTwice(World world) {
        var offsets =
                world.chunkservers.accepted.stream().map(frame -> frame.owner().offset()).toList();
        return offsets.stream()
                .filter(offset -> offsets.indexOf(offset) != offsets.lastIndexOf(offset))
                .toList();
    }

    private static Release releasedHalfWritten(World world) {
        return world.masters.releases.stream()
                .filter(release -> !release.getReason().isEmpty())
                .filter(release -> release.getAcknowledged() > ChunkFormat.HEADER_BYTES)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> membersOfLastChunk(World world) {
        long chunk = world.masters.file("/f").getExtentsList().getLast().getChunk();
        return world.masters.granted(chunk).getMembersList().stream()
                .map(member -> member.getServer())
                .toList();
    }

    @Test
    void aDeadChunkserverCostsOneRefusedConnection() throws Exception {
        World.run(
                13,
                world -> {
                    world.simulation.node("c1").kill();
                    var content = World.bytes(13, 2 * MIB);
                    world.client.write("/f", content);
                    assertThat(world.client.readBytes("/f")).isEqualTo(content);
                });
    }

    /** Hazard 49: damage is found by the reader, who takes the bytes from another member. */
    @Test
    void aDamagedPieceIsReadFromAnotherMember() throws Exception {
        World.run(
                14,
                world -> {
                    var content = World.bytes(14, 200_000);
                    world.client.write("/f", content);
                    world.chunkservers.damaging.add("c1");
                    world.chunkservers.damaging.add("c2");
                    assertThat(world.client.readBytes("/f")).isEqualTo(content);
                });
    }

    @Test
    void whenEveryCopyIsDamagedTheErrorNamesThemAll() throws Exception {
        World.run(
                15,
                world -> {
                    world.client.write("/f", World.bytes(15, 5_000));
                    world.chunkservers.damaging.addAll(List.of("c1", "c2", "c3"));
                    assertThatThrownBy(() -> world.client.readBytes("/f"))
                            .isInstanceOfSatisfying(
                                    PenumbraException.class,
                                    e -> assertThat(e.code()).isEqualTo(RefusalCode.DAMAGED))
                            .hasMessageContainingAll("/f", "chunk-", "c1", "c2", "c3");
                });
    }

    @Test
    void aHangingMemberIsReplacedFromTheByteThatWasReached() throws Exception {
        World.run(
                16,
                world -> {
                    var content = World.bytes(16, 2 * MIB);
                    world.client.write("/f", content);
                    world.simulation.node("c1").pause();
                    long begin = world.simulation.nowNanos();
                    assertThat(world.client.readBytes("/f")).isEqualTo(content);
                    assertThat(Duration.ofNanos(world.simulation.nowNanos() - begin))
                            .isLessThan(Duration.ofSeconds(3));
                });
    }

    @Test
    void aMemberThatIsSlowToBeginCompetesWithTheNext() throws Exception {
        World.run(
                18,
                world -> {
                    var content = World.bytes(18, 5_000);
                    world.client.write("/f", content);
                    for (var name : List.of("c1", "c2", "c3")) {
                        world.simulation.node(name).pause();
                        long begin = world.simulation.nowNanos();
                        assertThat(world.client.readBytes("/f")).isEqualTo(content);
                        assertThat(Duration.ofNanos(world.simulation.nowNanos() - begin))
                                .isLessThan(Duration.ofMillis(300));
                        world.simulation.node(name).resume();
                    }
                });
    }

    @Test
    void aWriterThatIsClosedUncommittedLeavesNothing() throws Exception {
        World.run(
                17,
                world -> {
                    try (var writer = world.client.writer("/f", WriteOptions.DEFAULT)) {
                        writer.write(World.bytes(17, 2 * MIB));
                    }
                    assertThat(world.client.find("/f")).isEmpty();
                });
    }
}
