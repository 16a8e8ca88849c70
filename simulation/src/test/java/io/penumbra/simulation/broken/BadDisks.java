package io.penumbra.simulation.broken;

import io.penumbra.core.port.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Disks that say that they did what they did not do. */
public final class BadDisks {
    private static final int WRITES_PER_LOSS = 40;

    private BadDisks() {}

    /** Bytes are never synced. */
    public static Disk withoutSync(Disk disk) {
        return new ForwardingDisk(disk) {
            @Override
            public DiskFile open(String name, Open how) throws IOException {
                return new ForwardingFile(super.open(name, how)) {
                    @Override
                    public void sync() {
                        // Broken on purpose.
                    }
                };
            }
        };
    }

    /** Names are never synced. */
    public static Disk withoutSyncOfNames(Disk disk) {
        return new ForwardingDisk(disk) {
            @Override
            public void syncNames(String directory) {
                // Broken on purpose.
            }
        };
    }

    /** Some writes leave nothing but their length. */
    public static Disk losingWrites(Disk disk) {
        return new ForwardingDisk(disk) {
            private int writes;

            @Override
            public DiskFile open(String name, Open how) throws IOException {
                return new ForwardingFile(super.open(name, how)) {
                    @Override
                    public void write(long position, List<ByteBuffer> sources) throws IOException {
                        boolean loses = name.endsWith(".chunk") && ++writes % WRITES_PER_LOSS == 0;
                        super.write(position, loses ? blank(sources) : sources);
                    }
                };
            }
        };
    }

    private static List<ByteBuffer> blank(List<ByteBuffer> sources) {
        int bytes = 0;
        for (var source : sources) {
            bytes += source.remaining();
            source.position(source.limit());
        }
        return List.of(ByteBuffer.allocate(bytes));
    }
}
