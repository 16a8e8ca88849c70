package io.penumbra.zclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penumbra.proto.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class FileAppenderTest {
    private static final byte[] LINE = "one line\n".getBytes(UTF_8);

    @Test
    void whatWasFlushedIsVisibleAndWhatWasNotIsNot() throws Exception {
        World.run(
                1,
                world -> {
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.write(LINE);
                        assertThat(world.client.find("/log")).isEmpty();
                        log.flush();
                        assertThat(world.client.readText("/log")).isEqualTo("one line\none line\n");
                        log.write(LINE);
                        assertThat(world.client.stat("/log").length()).isEqualTo(18);
                    }
                    assertThat(world.client.stat("/log").length()).isEqualTo(27);
                    assertThat(edits(world)).hasSize(2);
                });
    }

    @Test
    void aFlushOfNothingAsksNobodyAndTheFileIsLookedUpOnce() throws Exception {
        World.run(
                2,
                world -> {
                    world.client.write("/log", "before\n");
                    try (var log = world.client.appender("/log")) {
                        log.flush();
                        assertThat(log.last()).isEmpty();
                        for (int i = 0; i < 5; i++) {
                            log.write(LINE);
                            log.flush();
                        }
                        assertThat(log.last())
                                .hasValueSatisfying(edited -> {
                                    assertThat(edited.offset()).isEqualTo(43);
                                    assertThat(edited.file().length()).isEqualTo(52);
                                });
                    }
                    assertThat(world.masters.statted).containsExactly("/log");
                    assertThat(edits(world)).hasSize(5);
                });
    }

    @Test
    void aSyncAsksEachMemberForAllThatWasFlushedAndNoneTwice() throws Exception {
        World.run(
                7,
                world -> {
                    world.masters.durability = "replicated";
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.flush();
                        assertThat(world.chunkservers.syncs).isEmpty();
                        log.write(LINE);
                        log.sync();
                        log.sync();
                    }
                    long end = world.chunkservers.accepted.getLast().end();
                    assertThat(world.chunkservers.syncs)
                            .hasSize(world.masters.servers.size())
                            .allSatisfy(sync -> assertThat(sync.getLength()).isEqualTo(end));
                });
    }

    @Test
    void aSyncOfAClassThatFsyncsEveryAcknowledgementIsAFlush() throws Exception {
        World.run(
                8,
                world -> {
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.sync();
                    }
                    assertThat(edits(world)).hasSize(1);
                    assertThat(world.chunkservers.syncs).isEmpty();
                });
    }

    @Test
    void aMemberThatCannotSyncIsWaitedForUntilTheChunkIsSealed() throws Exception {
        World.run(
                9,
                world -> {
                    world.masters.durability = "replicated";
                    world.chunkservers.unsyncable.add(world.masters.servers.getFirst());
                    world.chunkservers.sealedAfterSyncs = 20;
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.sync();
                    }
                    assertThat(world.chunkservers.syncs).hasSizeGreaterThan(20);
                });
    }

    @Test
    void aSyncThatNeverSucceedsFailsAndCanBeTriedAgain() throws Exception {
        World.run(
                10,
                world -> {
                    world.masters.durability = "replicated";
                    world.chunkservers.unsyncable.add(world.masters.servers.getFirst());
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        assertThatThrownBy(log::sync).hasMessageContaining("its disk is gone");
                        world.chunkservers.unsyncable.clear();
                        log.sync();
                    }
                    assertThat(edits(world)).hasSize(1);
                });
    }

    @Test
    void moreThanIsKeptAtHandIsFlushedByItselfAndNoWriteIsTornApart() throws Exception {
        World.run(
                3,
                world -> {
                    world.masters.bytesMax = 4 << 20;
                    var written = new ByteArrayOutputStream();
                    try (var log = world.client.appender("/log")) {
                        for (int i = 0; i < 11; i++) {
                            var record = World.bytes(i, 1_000_000);
                            log.write(record);
                            written.write(record);
                        }
                        assertThat(log.last())
                                .hasValueSatisfying(edited ->
                                        assertThat(edited.file().length()).isEqualTo(7_000_000));
                    }
                    assertThat(world.client.readBytes("/log")).isEqualTo(written.toByteArray());
                });
    }

    @Test
    void aWriteLongerThanWhatIsKeptAtHandGoesInSeveralSteps() throws Exception {
        World.run(
                4,
                world -> {
                    world.masters.bytesMax = 4 << 20;
                    var content = World.bytes(4, FileAppender.BYTES_AT_HAND_MAX + 70_000);
                    try (var log = world.client.appender("/log")) {
                        log.write(content);
                    }
                    assertThat(world.client.readBytes("/log")).isEqualTo(content);
                    assertThat(edits(world)).hasSize(2);
                });
    }

    /** Hazards 35 and 36: the reply is lost and another leads; the bytes are there once. */
    @Test
    void aFlushWhoseReplyWasLostAddsItsBytesOnce() throws Exception {
        World.run(
                5,
                world -> {
                    var broken = new boolean[1];
                    world.masters.breakBeforeReply =
                            command -> {
                                if (!command.hasEdit() || broken[0]) {
                                    return false;
                                }
                                broken[0] = true;
                                world.masters.lead("m2", 2);
                                return true;
                            };
                    world.client.write("/log", "");
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.flush();
                        log.write(LINE);
                    }
                    assertThat(world.client.readText("/log")).isEqualTo("one line\none line\n");
                    assertThat(world.masters.received.stream().filter(Command::hasEdit)).hasSize(3);
                });
    }

    /** Hazard 37: the session is over between two flushes; its chunks are left, nothing is lost. */
    @Test
    void aFlushGoesOnUnderANewSession() throws Exception {
        World.run(
                6,
                world -> {
                    try (var log = world.client.appender("/log")) {
                        log.write(LINE);
                        log.flush();
                        world.masters.sessions.clear();
                        log.write(LINE);
                        log.flush();
                        world.masters.sessions.clear();
                        log.write(World.bytes(6, 2 << 20));
                    }
                    assertThat(world.client.stat("/log").length()).isEqualTo(18 + (2 << 20));
                    assertThat(world.client.readBytes("/log"))
                            .startsWith(LINE)
                            .hasSize(18 + (2 << 20));
                });
    }

    @Test
    void aBrokenChunkStreamCostsNoByte() throws Exception {
        World.run(
                7,
                world -> {
                    world.masters.bytesMax = 4 << 20;
                    world.chunkservers.acknowledgeBytes = 5 * 65_536;
                    world.chunkservers.trouble = ScriptedChunkservers.Trouble.BREAKS;
                    var content = World.bytes(7, 3 << 20);
                    try (var log = world.client.appender("/log")) {
                        log.write(content);
                    }
                    assertThat(world.client.readBytes("/log")).isEqualTo(content);
                });
    }

    /** Each keeps its records together, and in its order. */
    @Test
    void theAppendersOfManyThreadsShareAFile() throws Exception {
        World.run(
                8,
                world -> {
                    var done = new ArrayList<CompletableFuture<Void>>();
                    for (int i = 0; i < 8; i++) {
                        done.add(appendTen(world, "thread-" + i));
                    }
                    for (var one : done) {
                        one.get();
                    }
                    var lines = world.client.readText("/log").lines().toList();
                    assertThat(lines).hasSize(80).doesNotHaveDuplicates();
                    for (int i = 0; i < 8; i++) {
                        var own = "thread-" + i;
                        assertThat(lines.stream().filter(line -> line.startsWith(own)).toList())
                                .isSorted();
                    }
                });
    }

    private static CompletableFuture<Void> appendTen(World world, String name) {
        var done = new CompletableFuture<Void>();
        world.process
                .threads()
                .virtual(
                        name,
                        () -> {
                            try (var log = world.client.appender("/log")) {
                                for (int i = 0; i < 10; i++) {
                                    log.write("%s %d%n".formatted(name, i).getBytes(UTF_8));
                                    log.flush();
                                }
                                done.complete(null);
                            } catch (IOException e) {
                                done.completeExceptionally(e);
                            }
                        });
        return done;
    }

    @Test
    void afterAFailedFlushItTakesNothingMore() throws Exception {
        World.run(
                9,
                world -> {
                    var log = world.client.appender("/log");
                    log.write(LINE);
                    world.masters.leaders.clear();
                    assertThatThrownBy(log::flush).isInstanceOf(PenumbraException.class);
                    world.masters.lead("m1", 2);
                    assertThatThrownBy(() -> log.write(LINE))
                            .hasMessageContaining("may have added");
                    log.close();
                    assertThat(world.client.find("/log")).isEmpty();
                    assertThatThrownBy(() -> log.write(LINE)).hasMessageContaining("closed");
                });
    }

    private static List<Command> edits(World world) {
        // The first edit of a file that is not there yet is refused, and made again.
        return world.masters.executed.stream()
                .filter(Command::hasEdit)
                .skip(world.masters.executed.stream().anyMatch(Command::hasCreate) ? 1 : 0)
                .toList();
    }

    /** However many the records, a log is read with few calls. */
    @Test
    void whatLiesInOneChunkIsReadTogether() throws Exception {
        World.run(
                8,
                world -> {
                    var expected = new StringBuilder();
                    try (var first = world.client.appender("/log");
                            var second = world.client.appender("/log")) {
                        for (int i = 0; i < 50; i++) {
                            for (var log : List.of(first, second)) {
                                var line = "record %d\n".formatted(expected.length());
                                log.write(line.getBytes(UTF_8));
                                log.flush();
                                expected.append(line);
                            }
                        }
                    }
                    assertThat(world.client.readText("/log")).isEqualTo(expected.toString());
                    assertThat(world.chunkservers.reads).hasSizeLessThanOrEqualTo(2);
                });
    }

    @Test
    void oneOfManyPartsThatIsDamagedIsReadFromAnotherCopy() throws Exception {
        World.run(
                9,
                world -> {
                    try (var log = world.client.appender("/log")) {
                        for (int i = 0; i < 20; i++) {
                            log.write(LINE);
                            log.flush();
                        }
                    }
                    world.chunkservers.damaging.add(world.masters.servers.getFirst());
                    for (int i = 0; i < 5; i++) {
                        assertThat(world.client.readText("/log"))
                                .isEqualTo("one line\n".repeat(20));
                    }
                });
    }
}
