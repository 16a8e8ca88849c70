package io.penumbra.shadow.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Archive;
import io.penumbra.master.archive.Archives.Writer;
import io.penumbra.testkit.contract.ArchiveContract;
import io.penumbra.testkit.disk.FakeDisk;
import io.penumbra.testkit.disk.FakePlatter;
import io.penumbra.testkit.sim.SimProcess;
import io.penumbra.testkit.sim.Simulated;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** The archive on real chunkservers, over a network and disks that are not. */
final class DepotContractTest extends ArchiveContract {
    private final MasterWorld world = new MasterWorld(1);
    private final Chunkservers chunkservers = new Chunkservers(world.founded(), 3);
    private final FakePlatter masterDisk = new FakePlatter();
    private final SimProcess master = world.simulation.node("m1").boot();

    @BeforeEach
    void letChunkserversRegister() {
        world.simulation.runFor(Duration.ofSeconds(1));
        assertThat(chunkservers.all()).hasSize(3);
    }

    @Override
    protected Archive open() {
        var writer = new Writer(new Epoch(1), () -> 2, Set::of, () -> true);
        var depot = chunkservers.depot(master, new FakeDisk(masterDisk, master));
        return new FromOutside(depot.open(MasterWorld.CLUSTER, writer));
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    private <T> T inWorld(Step<T> step) throws IOException {
        var results = new ArrayList<T>();
        var failures = new ArrayList<IOException>();
        Simulated.run(
                master,
                _ -> {
                    try {
                        results.add(step.take());
                    } catch (IOException e) {
                        failures.add(e);
                    }
                });
        if (!failures.isEmpty()) {
            throw failures.getFirst();
        }
        return results.getFirst();
    }

    /** Takes each step as a thread of the simulated master. */
    private final class FromOutside implements Archive {
        private final Archive inner;

        FromOutside(Archive inner) {
            this.inner = inner;
        }

        @Override
        public Writing create() throws IOException {
            var writing = inWorld(inner::create);
            return new Writing() {
                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    inWorld(() -> {
                        writing.write(bytes, offset, length);
                        return true;
                    });
                }

                @Override
                public void finish(Label label) throws IOException {
                    inWorld(() -> {
                        writing.finish(label);
                        return true;
                    });
                }

                @Override
                public void close() throws IOException {
                    inWorld(() -> {
                        writing.close();
                        return true;
                    });
                }
            };
        }

        @Override
        public InputStream open(String name) throws IOException {
            return inWorld(() -> {
                try (var in = inner.open(name)) {
                    return new ByteArrayInputStream(in.readAllBytes());
                }
            });
        }

        @Override
        public List<String> names() throws IOException {
            return inWorld(inner::names);
        }

        @Override
        public void delete(String name) throws IOException {
            inWorld(() -> {
                inner.delete(name);
                return true;
            });
        }

        @Override
        public void dropUnfinished() throws IOException {
            inWorld(() -> {
                inner.dropUnfinished();
                return true;
            });
        }

        @Override
        public Set<ServerId> keep(List<Label> needed) throws IOException {
            return inWorld(() -> inner.keep(needed));
        }
    }
}
