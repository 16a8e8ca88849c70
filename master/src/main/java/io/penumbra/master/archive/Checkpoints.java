package io.penumbra.master.archive;

import com.google.protobuf.ByteString;
import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.port.Archive;
import io.penumbra.core.port.Archive.Label;
import io.penumbra.core.port.StateFiles;
import io.penumbra.core.port.StateStore;
import io.penumbra.master.archive.CheckpointFormat.Listing;
import io.penumbra.master.state.Meta;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings states into the archive and back out of it. Confined to one thread. */
public final class Checkpoints {
    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int LISTING_BYTES_MAX = 16 << 20;

    private final Archive archive;

    public Checkpoints(Archive archive) {
        this.archive = archive;
    }

    /** On whose behalf a checkpoint is made: until {@code goesOn} says no. */
    record Maker(ClusterId cluster, Epoch epoch, BooleanSupplier goesOn) {}

    /**
     * Stores the state as it is at this moment, while changes go on; on return everything is read
     * back and proven. Files that an earlier checkpoint of the same database has are only proven.
     *
     * @param earlier recorded ones: what they have stays there as long as they do
     */
    Checkpoint store(StateStore state, Maker maker, List<Checkpoint> earlier) throws IOException {
        try (var frozen = state.freeze()) {
            var held = held(earlier, maker.cluster());
            var files = new ArrayList<FileItem>();
            for (var name : frozen.files()) {
                if (!maker.goesOn().getAsBoolean()) {
                    throw new IOException("stopped in the middle of a checkpoint");
                }
                files.add(storeFile(frozen, name, maker.epoch(), held));
            }
            var listing = new Listing(Meta.tip(frozen), files);
            var bytes = CheckpointFormat.encode(maker.cluster(), listing);
            var sha = SegmentFormat.sha256();
            var checkpoint = new Checkpoint(listing.at(), ByteString.copyFrom(sha.digest(bytes)));
            try (var writing = archive.create()) {
                writing.write(bytes, 0, bytes.length);
                writing.finish(checkpoint.label());
            }
            prove(checkpoint, maker.cluster());
            return checkpoint;
        }
    }

    /** What is in the archive by what is in it. */
    private Map<ByteString, FileItem> held(List<Checkpoint> checkpoints, ClusterId cluster) {
        var held = new HashMap<ByteString, FileItem>();
        for (var checkpoint : checkpoints) {
            try {
                read(checkpoint, cluster).files().forEach(file -> held.put(file.sha256(), file));
            } catch (IOException e) {
                log.warn("{} is of no help: {}", checkpoint.name(), e.toString());
            }
        }
        return held;
    }

    private FileItem storeFile(
            StateFiles state, String name, Epoch epoch, Map<ByteString, FileItem> held)
            throws IOException {
        ByteString sha256;
        try (var in = state.open(name)) {
            sha256 = digest(in);
        }
        var known = held.get(sha256);
        if (known != null && isSound(known)) {
            return new FileItem(name, known.epoch(), sha256);
        }
        var file = new FileItem(name, epoch, sha256);
        try (var in = state.open(name);
                var writing = archive.create()) {
            var buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                writing.write(buffer, 0, read);
            }
            writing.finish(file.label());
        }
        return file;
    }

    private boolean isSound(FileItem file) throws IOException {
        try (var in = archive.open(file.item())) {
            return digest(in).equals(file.sha256());
        }
    }

    /** The files of a checkpoint, each read to its end and proven; fails if one is not whole. */
    public StateFiles prove(Checkpoint checkpoint, ClusterId cluster) throws IOException {
        var listing = read(checkpoint, cluster);
        for (var file : listing.files()) {
            if (!isSound(file)) {
                throw new IOException(
                        "%s of %s is damaged".formatted(file.name(), checkpoint.name()));
            }
        }
        return new Stored(listing);
    }

    /** The names of all items that a checkpoint consists of. */
    Set<String> items(Checkpoint checkpoint, ClusterId cluster) throws IOException {
        var names = new TreeSet<String>();
        names.add(checkpoint.name());
        read(checkpoint, cluster).files().forEach(file -> names.add(file.item()));
        return names;
    }

    /** The same, with what each says of itself. */
    List<Label> labels(Checkpoint checkpoint, ClusterId cluster) throws IOException {
        var labels = new ArrayList<Label>();
        labels.add(checkpoint.label());
        read(checkpoint, cluster).files().forEach(file -> labels.add(file.label()));
        return labels;
    }

    /**
     * Deletes files of earlier leaders that no list names: one was killed before it wrote the list,
     * and without one they are of no use to anybody.
     *
     * @param recorded their lists may not show, and their files are needed all the same
     */
    void dropStrayFiles(ClusterId cluster, Epoch own, List<Checkpoint> recorded)
            throws IOException {
        var named = new TreeSet<String>();
        try {
            for (var checkpoint : recorded) {
                named.addAll(items(checkpoint, cluster));
            }
        } catch (IOException e) {
            log.warn("nothing is cleared up: {}", e.toString());
            return;
        }
        var names = archive.names();
        for (var name : names) {
            if (name.startsWith(Checkpoint.PREFIX)) {
                try (var in = archive.open(name)) {
                    CheckpointFormat.decode(cluster, in.readNBytes(LISTING_BYTES_MAX))
                            .files()
                            .forEach(file -> named.add(file.item()));
                } catch (IOException e) {
                    log.warn("nothing is cleared up: {} cannot be read: {}", name, e.toString());
                    return;
                }
            }
        }
        for (var name : names) {
            if (FileItem.isFrom(name, own) && !named.contains(name)) {
                archive.delete(name);
            }
        }
    }

    private Listing read(Checkpoint checkpoint, ClusterId cluster) throws IOException {
        byte[] bytes;
        try (var in = archive.open(checkpoint.name())) {
            bytes = in.readNBytes(LISTING_BYTES_MAX);
        }
        var sha = SegmentFormat.sha256();
        if (!ByteString.copyFrom(sha.digest(bytes)).equals(checkpoint.sha256())) {
            throw new IOException(checkpoint.name() + " is damaged");
        }
        return CheckpointFormat.decode(cluster, bytes);
    }

    private static ByteString digest(InputStream in) throws IOException {
        var sha = SegmentFormat.sha256();
        var buffer = new byte[BUFFER_BYTES];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            sha.update(buffer, 0, read);
        }
        return ByteString.copyFrom(sha.digest());
    }

    private final class Stored implements StateFiles {
        private final Listing listing;

        Stored(Listing listing) {
            this.listing = listing;
        }

        @Override
        public List<String> files() {
            return listing.files().stream().map(FileItem::name).toList();
        }

        @Override
        public InputStream open(String file) throws IOException {
            for (var each : listing.files()) {
                if (each.name().equals(file)) {
                    return archive.open(each.item());
                }
            }
            throw new IOException("no file %s in a checkpoint".formatted(file));
        }
    }
}
