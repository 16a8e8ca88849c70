package io.penumbra.master.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.StateStore.Put;
import io.penumbra.platform.disk.DirectoryArchive;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.state.TreeStateStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hazard 24: what a checkpoint consists of is not taken away by a leader that came before. */
final class StrayFilesTest {
    private static final ClusterId CLUSTER = new ClusterId("6b1c1a6e-0d52-4c58-9d0a-2a8b4bd8f3a1");
    private static final Epoch FIRST = new Epoch(1);
    private static final Epoch SECOND = new Epoch(2);
    private static final Epoch THIRD = new Epoch(3);

    private final Archive archive = new DirectoryArchive(new FakeDisk(new FakePlatter()));
    private final Checkpoints checkpoints = new Checkpoints(archive);
    private final TreeStateStore state = new TreeStateStore();

    @BeforeEach
    void someState() throws IOException {
        state.write(List.of(new Put(new byte[] {1}, new byte[] {2})));
    }

    private Checkpoint store(Epoch epoch, List<Checkpoint> earlier) throws IOException {
        var maker = new Checkpoints.Maker(CLUSTER, epoch, () -> true);
        return checkpoints.store(state, maker, earlier);
    }

    private List<String> files() throws IOException {
        return archive.names().stream().filter(name -> name.startsWith("file-")).toList();
    }

    private void leaveFilesWithoutList(Epoch epoch) throws IOException {
        archive.delete(store(epoch, List.of()).name());
    }

    @Test
    void filesThatALeaderLeftWithoutAListAreDeletedByTheNext() throws IOException {
        leaveFilesWithoutList(FIRST);
        checkpoints.dropStrayFiles(CLUSTER, SECOND, List.of());
        assertThat(files()).isEmpty();
    }

    @Test
    void filesOfALeaderThatMayJustBeWritingTheListStay() throws IOException {
        leaveFilesWithoutList(THIRD);
        checkpoints.dropStrayFiles(CLUSTER, SECOND, List.of());
        assertThat(files()).isNotEmpty();
    }

    /** The same state, so the same bytes as the stray ones that are just going. */
    @Test
    void aCheckpointIsMadeOfNothingThatNoCatalogHas() throws IOException {
        leaveFilesWithoutList(FIRST);
        var stray = files();
        var made = store(THIRD, List.of());
        for (var name : stray) {
            archive.delete(name); // by a leader that found them before and slept in between
        }
        assertThat(checkpoints.prove(made, CLUSTER).files()).isNotEmpty();
    }

    @Test
    void twoCheckpointsOfOneStateShareItsFiles() throws IOException {
        var first = store(FIRST, List.of());
        int count = files().size();
        var second = store(SECOND, List.of(first));
        assertThat(files()).hasSize(count);
        assertThat(checkpoints.prove(second, CLUSTER).files()).hasSize(count);
    }
}
